"""Approve: a person answers for a checked document; it may be issued then."""

from typing import Any

from vmo.events import decide, name_of
from vmo.life import NEXT
from vmo.pipeline.house import House


def approve(house: House, document: str, *, by: str, why: str) -> dict[str, Any]:
    """Raises RefusedError where the document is not checked, or the person may not approve it."""
    with house.store.transaction() as session:
        row = decide(session, document, "approve", house.portfolio.roles, by=by, why=why)
        name, what = name_of(row), f"net {row.net} {row.currency}, approved by {by}: {why}"
        return {"document": name, "status": row.status, "text": f"{name}: {what}; next: {NEXT[row.status]}"}
