"""Issue: an approved document gets its number and leaves the house; from then on it never changes."""

from datetime import date
from typing import Any

from vmo.life import NEXT
from vmo.pipeline import correcting, issuing
from vmo.pipeline.house import House


def issue(
    house: House, document: str, *, by: str, why: str, on: str | None = None, provisional: bool = False
) -> dict[str, Any]:
    """Raises RefusedError where the document is not approved, is another one now, or the person may not issue it.

    The documents of one correction are issued together; what they change of later months that are issued is told.
    """
    told: list[dict[str, Any]] = []
    lines = []
    day = date.fromisoformat(on) if on else None
    for row in issuing.issue(house, document, by=by, why=why, on=day, provisional=provisional):
        name, place = f"{row.contract}/{row.period}/{row.version}", house.portfolio.out / "documents" / row.number
        lines.append(
            f"{name}: issued as {row.number} on {row.issued_on} by {by}: {why}; {place}; next: {NEXT['issued']}"
        )
        told.append({"document": name, "number": row.number, "issued_on": str(row.issued_on), "files": str(place)})
    due = correcting.later_months(house, row.contract, row.period)
    return {**told[0], "documents": told, "due": due, "text": "\n".join([*lines, *due])}
