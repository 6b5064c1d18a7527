"""Evidence: what the amounts of a document rest on, as a table that travels inside its electronic invoice (BG-24)."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from vmo.documents._exact import number
from vmo.documents._harmless import harmless
from vmo.records import Document

NAME, MIME = "evidence.csv", "text/csv"
COLUMNS = ("what", "id", "from", "to", "text", "numerator", "denominator", "unit", "rate", "per", "amount", "clause")
WORDS = ("id", "text", "unit", "clause")
Row = dict[str, object]


def evidence(document: Document) -> bytes:
    """Each measure with what was counted, each amount with its quantity and rate, each file with its sha256."""
    table = StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, **{name: harmless(str(row.get(name, ""))) for name in WORDS}} for row in _rows(document))
    return table.getvalue().encode()


def _rows(document: Document) -> Iterator[Row]:
    for one in document.attainments:
        counted = {"numerator": number(one.numerator), "denominator": number(one.denominator), "unit": one.unit}
        text = f"{one.name}: {one.state}"
        yield {"what": "measure", "id": one.id, "text": text, **counted, **_days(one.first, one.last, one.clause)}
    for line in document.lines:
        priced = {"numerator": number(line.quantity), "unit": line.unit, "rate": number(line.rate)}
        told = {"per": number(Decimal(line.per)), "amount": f"{line.amount:f}", "text": line.text}
        yield {"what": "line", "id": line.id, **priced, **told, **_days(line.first, line.last, line.clause)}
    for credit in document.credits:
        amount = f"{-credit.amount:f}"
        days = _days(credit.first, credit.last, credit.clause)
        yield {"what": "credit", "id": credit.measure, "amount": amount, **days}
    for bonus in document.bonuses:
        days = _days(bonus.first, bonus.last, bonus.clause)
        yield {"what": "bonus", "id": bonus.measure, "amount": f"{bonus.amount:f}", **days}
    for source in document.sources:
        yield {
            "what": "file",
            "id": source.sha256,
            "text": source.file,
            "numerator": source.rows.rows_in,
            "unit": "rows",
        }


def _days(first: object, last: object, clause: str) -> Row:
    return {"from": first, "to": last, "clause": clause}
