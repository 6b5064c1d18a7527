"""Issue: an approved document gets its number and leaves the house; from then on it never changes."""

from datetime import date
from typing import Any

from vmo.life import NEXT
from vmo.pipeline import issuing
from vmo.pipeline.house import House


def issue(house: House, document: str, *, by: str, why: str, on: str | None = None) -> dict[str, Any]:
    """Raises RefusedError where the document is not approved, is another one now, or the person may not issue it."""
    row = issuing.issue(house, document, by=by, why=why, on=date.fromisoformat(on) if on else None)
    name, place = f"{row.contract}/{row.period}/{row.version}", house.portfolio.out / "documents" / row.number
    text = f"{name}: issued as {row.number} on {row.issued_on} by {by}: {why}; {place}; next: {NEXT['issued']}"
    return {"document": name, "number": row.number, "issued_on": str(row.issued_on), "files": str(place), "text": text}
