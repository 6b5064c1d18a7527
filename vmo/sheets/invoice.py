"""Invoice: parties, charges, credits, totals, and what they rest on, one page wide."""

from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import minor_unit_places
from vmo.records import Credit, Document, Line, Party
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Figure
from vmo.sheets._words import money
from vmo.wording import (
    days,
    exactly,
    heading,
    is_taxable,
    notes,
    numbered,
    per,
    period_days,
    places_of,
    postal,
    reason,
    standing,
    sums,
)

BOOK = "invoice"
PLACE = 10
COLUMNS = ("charge", "line", "from", "to", "quantity", "unit", "rate", "per", "amount", "clause")


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, heading(document)) as page:
        page.freeze(page.row)
        if not_for_payment := standing(document):
            page.sentence(not_for_payment, "warn")
        if document.status == "blocked":
            page.sentence("Blocked: the data has errors, see the scorecard. These amounts are not to be used.", "bad")
        page.row += 1
        heads: list[tuple[int, int, str, Value]] = [
            (1, 1, "supplier", address(document.supplier, taxable=is_taxable(document))),
            (2, 5, "customer", address(document.customer, taxable=is_taxable(document))),
            (6, 10, "document", about(document)),
        ]
        page.cards(heads, big=False)
        page.section("Charges")
        titles = [f"{title} ({document.currency})" if title in ("rate", "amount") else title for title in COLUMNS]
        columns = [Column(title, 60 if title == "charge" else 30) for title in titles]
        charges: list[Value] = ["charges", *[""] * 7, money(document.totals.charges, document), ""]
        page.table(columns, [_line(document, line) for line in document.lines], total=charges)
        if document.credits:
            page.section("Service-level credits")
            less: list[Value] = ["credits", *[""] * 5, money(-document.totals.credits, document), ""]
            columns = [
                Column("reason", 60),
                Column("measure", 30),
                Column("from"),
                Column("to"),
                Column("severity", span=2),
                Column("share of at risk", span=2),
                Column(f"amount ({document.currency})"),
                Column("clause", 30),
            ]
            page.table(columns, [_credit(document, one) for one in document.credits], total=less)
        page.section("Totals")
        _totals(page, document)
        page.section("Notes")
        page.sentence(" ".join(notes(document)))


def address(party: Party, *, taxable: bool = True) -> str:
    r"""The block of a party: name, address, ids.

    >>> address(Party("acme", "Acme", ("1 Main St", "Manila"), "PH", vat_id="PH123"))
    'Acme\n1 Main St\nManila\nPH\nVAT id PH123'
    """
    ids = (
        ("VAT id", party.vat_id if taxable else ""),
        ("legal id", party.legal_id),
        ("bank", party.bank),
        ("e-mail", party.email),
    )
    return "\n".join([party.name, *postal(party), *(f"{label} {text}" for label, text in ids if text)])


def about(document: Document) -> str:
    """The block of the document itself: id, period, contract, currency, number, what it corrects."""
    on = document.corrects.issued_on if document.corrects else None
    named = [f"corrects {document.corrects.number}" + (f" of {on}" if on else "")] if document.corrects else []
    return "\n".join(
        (
            document.id,
            days(*(document.days or period_days(document.period))),
            f"contract {document.contract}",
            f"currency {document.currency}",
            numbered(document) if document.number else "no number, no issue date: a draft",
            *named,
        )
    )


def _line(document: Document, line: Line) -> list[Value]:
    return [
        line.text,
        line.id,
        line.first,
        line.last,
        line.quantity,
        line.unit,
        Figure(line.rate, max(places_of(line.rate), minor_unit_places(document.currency))),
        per(line.per),
        money(line.amount, document),
        line.clause,
    ]


def _credit(document: Document, credit: Credit) -> list[Value]:
    return [
        reason(document, credit),
        credit.measure,
        credit.first,
        credit.last,
        exactly(credit.severity),
        exactly(credit.share),
        money(-credit.amount, document),
        credit.clause,
    ]


def _totals(page: Page, document: Document) -> None:
    cells = [(label, money(amount, document), strong) for label, amount, strong in sums(document)]
    page.sums(cells, label=4, figure=9)
