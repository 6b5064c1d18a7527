"""The invoice as people read it: PDF/A-3, of an issued one with its data inside (Factur-X)"""

from collections.abc import Mapping
from decimal import Decimal

from vmo.documents._pdf_head import head, issuer, period
from vmo.documents._pdf_hybrid import enclosing, metadata
from vmo.documents._pdf_paper import SECTION, SMALL, Paper
from vmo.documents._pdf_printed import About, printed
from vmo.documents._pdf_sums import totals
from vmo.documents._pdf_table import Column, Row, table
from vmo.money import minor_unit_places
from vmo.records import Bonus, Credit, Document, Line, VatCategory
from vmo.wording import days, exactly, heading, notes, per, places_of, reason

FILE = "invoice.pdf"
ELECTRONIC = "invoice.cii.xml"
ROWS = 70


def write(document: Document, *, beside: Mapping[str, bytes]) -> bytes | None:
    """invoice.pdf on A4, with the electronic invoice that lies beside it inside; of what is blocked there is no page."""
    if document.status == "blocked":
        return None
    named = document.number or document.id
    paper = Paper(f"{heading(document)}  ·  {named}  ·  {document.supplier.name} for {document.customer.name}")
    head(paper, document)
    paper.section("Charges", beside=SECTION + ROWS)
    _charges(paper, document)
    if document.credits:
        paper.section("Service-level credits", beside=SECTION + ROWS)
        _credits(paper, document)
    if document.bonuses:
        paper.section("Bonus", beside=SECTION + ROWS)
        _bonuses(paper, document)
    totals(paper, document)
    told = " ".join(notes(document))
    paper.section("Notes", beside=SECTION + paper.height(told, SMALL))
    paper.paragraph(told, SMALL)
    paper.finish(f"{heading(document)}  ·  {named}")
    cii = beside.get(ELECTRONIC)
    about = About(
        title=f"{heading(document)} {named}",
        author=issuer(document).name,
        subject=f"{document.supplier.name} for {document.customer.name}, {days(*period(document))}",
        on=document.issued_on or period(document)[1],
        more=metadata(cii) if cii else {},
    )
    return printed(paper, about, [enclosing(cii)] if cii else [])


def _money(amount: Decimal, document: Document) -> str:
    return f"{amount:,.{minor_unit_places(document.currency)}f}"


def _charges(paper: Paper, document: Document) -> None:
    columns = [
        Column("charge"),
        Column("quantity", figures=True),
        Column("unit"),
        Column(f"rate ({document.currency})", figures=True),
        Column(f"amount ({document.currency})", figures=True),
    ]
    total = Row(("charges", "", "", "", _money(document.totals.charges, document)))
    table(paper, columns, [_line(document, line) for line in document.lines], total=total)


def _line(document: Document, line: Line) -> Row:
    places = max(places_of(line.rate), minor_unit_places(document.currency))
    rate = f"{line.rate:,.{places}f}" + (f" per {per(line.per)}" if line.per != 1 else "")
    return Row(
        (line.text, f"{line.quantity:,f}", line.unit, rate, _money(line.amount, document)),
        _note(line.id, days(line.first, line.last), line.clause, _tax(line.vat) if len(document.taxes) > 1 else ""),
    )


def _tax(vat: VatCategory | None) -> str:
    if vat is None:
        return ""
    return f"tax {vat.code}" if vat.rate is None else f"tax {vat.code} {vat.rate:,f} %"


def _note(*parts: str) -> str:
    return "  ·  ".join(part for part in parts if part)


def _credits(paper: Paper, document: Document) -> None:
    columns = [
        Column("reason"),
        Column("severity", figures=True),
        Column("share", figures=True),
        Column(f"amount ({document.currency})", figures=True),
    ]
    total = Row(("credits", "", "", _money(-document.totals.credits, document)))
    table(paper, columns, [_credit(document, one) for one in document.credits], total=total)


def _credit(document: Document, one: Credit) -> Row:
    times = f"{exactly(one.severity)} × {exactly(one.multiplier)}" if one.multiplier != 1 else exactly(one.severity)
    return Row(
        (reason(document, one), times, exactly(one.share), _money(-one.amount, document)),
        _note(one.measure, days(one.first, one.last), one.clause),
    )


def _bonuses(paper: Paper, document: Document) -> None:
    columns = [
        Column("reason"),
        Column("reach", figures=True),
        Column("share", figures=True),
        Column(f"amount ({document.currency})", figures=True),
    ]
    rows = [_bonus(document, one) for one in document.bonuses]
    table(paper, columns, rows, total=Row(("bonus", "", "", _money(document.totals.bonus, document))))


def _bonus(document: Document, one: Bonus) -> Row:
    return Row(
        (reason(document, one), exactly(one.reach), exactly(one.share), _money(one.amount, document)),
        _note(one.measure, days(one.first, one.last), one.clause),
    )
