"""The totals of an invoice on paper, from the charges to what is owed, and beside them how it is paid."""

from dataclasses import replace

from vmo.documents._pdf_lines import width
from vmo.documents._pdf_paper import BAND, BODY, INK, LEFT, MUTED, RIGHT, RULE, SECTION, TITLE, Look, Paper, broken
from vmo.money import minor_unit_places
from vmo.records import Document
from vmo.wording import due_on, sums

STRONG, PLAIN = Look(9.5, INK, strong=True), Look(9, MUTED)
START = 262.0
SIDE = 6.0
GAP = 12.0
LABEL = 64.0
PAD = 3.5
Rows = list[tuple[list[str], str, bool]]


def totals(paper: Paper, document: Document) -> None:
    """One row a sum, and the payment beside them, kept together on one sheet."""
    places = minor_unit_places(document.currency)
    told = [
        (label, f"{amount:,.{places}f}" + (f" {document.currency}" if strong else ""), strong)
        for label, amount, strong in sums(document)
    ]
    figures = max(width(figure, STRONG.size, strong=True) for _, figure, _ in told)
    rows: Rows = [
        (broken(label, BODY, RIGHT - START - 2 * SIDE - figures - GAP), figure, strong)
        for label, figure, strong in told
    ]
    paid = [(label, broken(text, BODY, START - LEFT - LABEL - 24)) for label, text in payment(document)]
    high = sum(len(label) * BODY.line + 2 * PAD for label, _, _ in rows)
    paper.need(SECTION + max(high, sum(len(lines) * BODY.line for _, lines in paid)))
    paper.y += 14
    paper.put(START, "Totals", TITLE)
    if paid:
        paper.put(LEFT, "Payment", TITLE)
    paper.y += SECTION - 14
    top = paper.y
    for label, lines in paid:
        paper.put(LEFT, label, Look(8, MUTED), y=paper.y + 0.8)
        for line in lines:
            paper.put(LEFT + LABEL, line, BODY)
            paper.y += BODY.line
    bottom, paper.y = paper.y, top
    _sums(paper, rows)
    paper.y = max(bottom, paper.y) + 4


def payment(document: Document) -> list[tuple[str, str]]:
    """How it is paid, label by label; nothing where nothing is to be paid."""
    if document.type == "shadow" or document.kind == "credit_note":
        return []
    due, supplier = due_on(document), document.supplier
    told = [
        ("Due on", due.isoformat() if due else ""),
        ("Terms", document.billing.payment_terms if document.billing else ""),
        ("Pay to", supplier.account_name or supplier.name),
        ("Account", supplier.bank),
        ("Quote", document.number or ""),
    ]
    return [(label, text) for label, text in told if text]


def _sums(paper: Paper, rows: Rows) -> None:
    for label, figure, strong in rows:
        look = STRONG if strong else PLAIN
        if strong:
            paper.box(START, paper.y, RIGHT - START, len(label) * BODY.line + 2 * PAD, BAND)
            paper.rule(INK, x=START, thick=0.8)
        paper.y += PAD
        paper.put(RIGHT - SIDE, figure, replace(look, ink=INK), align="right")
        for each in label:
            paper.put(START + SIDE, each, look)
            paper.y += BODY.line
        paper.y += PAD
        paper.rule(RULE, x=START, thick=0.4)
