"""Dispute: somebody does not accept an issued document; it is not to be paid until that is resolved."""

from typing import Any

from vmo.events import decide, name_of
from vmo.life import NEXT
from vmo.pipeline.house import House


def dispute(house: House, document: str, *, by: str, why: str) -> dict[str, Any]:
    """Raises RefusedError where the document is not issued, or is paid already."""
    with house.store.transaction() as session:
        row = decide(session, document, "dispute", house.portfolio.roles, by=by, why=why)
        name = name_of(row)
        text = f"{name}: disputed by {by}: {why}; not to be paid; next: {NEXT[row.status]}"
        return {"document": name, "status": row.status, "text": text}
