"""Trail: from each amount to the measure, the clause and the files it rests on"""

from dataclasses import asdict
from typing import Any

from vmo.documents import _exact
from vmo.documents._exact import number
from vmo.money import plain
from vmo.records import Document

FILE = "trail.json"
VERSION = 1
BASE = {
    "share": "at-risk amount",
    "money": "amount",
    "percent_of_charges": "percent of charges",
    "points": "cost of a point",
}


def write(document: Document) -> bytes:
    """trail.json: amount ← quantity × rate under a clause ← rows of files, each named by its sha256."""
    return _exact.text(
        {
            "version": VERSION,
            "document": document.id,
            "net": plain(document.totals.net),
            "amounts": [*_charges(document), *_credits(document)],
            "files": [
                {
                    "partner": one.partner,
                    "feed": one.feed,
                    "file": one.file,
                    "sha256": one.sha256,
                    "rows": asdict(one.rows),
                }
                for one in document.sources
            ],
        }
    )


def _charges(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "amount": plain(line.amount),
            "line": line.id,
            "sum": f"{plain(line.quantity)} {line.unit} × {plain(line.rate)}"
            + (f" ÷ {line.per}" if line.per != 1 else ""),
            "model": line.model,
            "clause": line.clause,
            "from": line.first.isoformat(),
            "to": line.last.isoformat(),
        }
        for line in document.lines
    ]


def _credits(document: Document) -> list[dict[str, Any]]:
    measured = {(one.id, one.first): one for one in document.attainments}
    found = []
    for credit in document.credits:
        one = measured.get((credit.measure, credit.first))
        found.append(
            {
                "amount": f"-{plain(credit.amount)}",
                "measure": credit.measure,
                "sum": f"{BASE[credit.returns]} {credit.base} × {credit.share} × {credit.days}/{credit.window_days} days × "
                f"severity {credit.severity} × multiplier {credit.multiplier}",
                "uncapped": plain(credit.uncapped),
                "clause": credit.clause,
                "numerator": number(one.numerator) if one else None,
                "denominator": number(one.denominator) if one else None,
                "terms": one.terms if one else {},
            }
        )
    return found
