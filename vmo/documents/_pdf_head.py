"""The head of an invoice on paper: what it is, whose it is, from whom to whom, and under which number."""

from datetime import date

from vmo.documents._pdf_paper import ACCENT, BODY, INK, LEFT, MUTED, RIGHT, Look, Paper, broken
from vmo.records import Billing, Contact, Document, Party
from vmo.wording import days, due_on, heading, is_taxable, period_days, postal, standing

TITLE = Look(20, ACCENT)
LABEL = Look(7.5, MUTED)
NAME = Look(9.5, INK, strong=True)
LOGO_WIDE, LOGO_HIGH = 150.0, 46.0
COLUMNS = ((LEFT, 200.0), (212.0, 361.0), (373.0, RIGHT))
LABELS = 58.0


def head(paper: Paper, document: Document) -> None:
    """Title, parties and facts; what is not to be paid says so before anything else."""
    logo = issuer(document).logo
    if logo:
        paper.picture(RIGHT - LOGO_WIDE, paper.y, LOGO_WIDE, LOGO_HIGH, logo)
    paper.y += 8
    paper.put(LEFT, heading(document), TITLE)
    paper.y += TITLE.line + 2
    paper.put(LEFT, subtitle(document), Look(10, MUTED))
    paper.y += 26 if logo else 22
    paper.rule(ACCENT, thick=1.2)
    paper.y += 12
    if not_for_payment := standing(document):
        paper.banner(not_for_payment)
    top = paper.y
    bottom = top
    for (start, end), (label, told) in zip(COLUMNS, _blocks(document), strict=False):
        paper.y = top
        paper.put(start, label, LABEL)
        paper.y += LABEL.line + 2
        for text, look in told:
            paper.paragraph(text, look, x=start, end=end)
        bottom = max(bottom, paper.y)
    paper.y = top
    _facts(paper, document)
    paper.y = max(bottom, paper.y) + 4


def issuer(document: Document) -> Party:
    """Who makes the document: the supplier, or the customer in the supplier's name or for itself."""
    return document.supplier if document.type == "supplier" else document.customer


def subtitle(document: Document) -> str:
    """The number and the period, as a reader looks for them."""
    number = f"No. {document.number}" if document.fiscal_number else document.number or document.id
    return f"{number}  ·  {days(*period(document))}"


def period(document: Document) -> tuple[date, date]:
    """The first and the last day that it is for."""
    return document.days or period_days(document.period)


def _blocks(document: Document) -> list[tuple[str, list[tuple[str, Look]]]]:
    parties = (("Supplier", document.supplier), ("Customer", document.customer))
    return [(role, _party(party, taxable=is_taxable(document))) for role, party in parties]


def _party(party: Party, *, taxable: bool) -> list[tuple[str, Look]]:
    """Name, address, ids; who is not subject to tax on a document bears no tax id on it (BR-O-02)."""
    who = party.contact or Contact(email=party.email)
    ids = (
        ("VAT id", party.vat_id if taxable else ""),
        ("Tax no.", party.tax_registration if taxable else ""),
        ("Legal id", party.legal_id),
        ("Contact", who.name),
        ("Tel.", who.telephone),
        ("E-mail", who.email or party.email),
    )
    return [
        (party.name, NAME),
        *((line, BODY) for line in postal(party)),
        *((f"{label} {text}", Look(8, MUTED)) for label, text in ids if text),
    ]


def _facts(paper: Paper, document: Document) -> None:
    start, end = COLUMNS[2]
    paper.put(start, "Document", LABEL)
    paper.y += LABEL.line + 2
    for label, text in facts(document):
        top = paper.y
        paper.put(start, label, Look(8, MUTED), y=top + 0.8)
        for line in broken(text, BODY, end - start - LABELS):
            paper.put(start + LABELS, line, BODY)
            paper.y += BODY.line


def facts(document: Document) -> list[tuple[str, str]]:
    """What identifies the document, label by label."""
    told = []
    if document.number:
        told.append(("Number" if document.fiscal_number else "Our reference", document.number))
    if document.issued_on:
        told.append(("Issued on", document.issued_on.isoformat()))
    if due := due_on(document):
        told.append(("Due on", due.isoformat()))
    if document.corrects:
        on = document.corrects.issued_on
        told.append(("Corrects", document.corrects.number + (f" of {on.isoformat()}" if on else "")))
    first, last = period(document)
    billing = document.billing or Billing()
    told += [
        ("From", first.isoformat()),
        ("To", last.isoformat()),
        ("Contract", billing.contract or document.contract),
        ("Order", billing.order),
        ("Reference", billing.buyer_reference),
        ("Booked at", billing.buyer_accounting),
        ("Currency", document.currency),
        ("Document", document.id),
    ]
    return [(label, text) for label, text in told if text]
