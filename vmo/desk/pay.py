"""Pay: an issued document is paid; nothing about it is open any more."""

from typing import Any

from vmo.events import decide, name_of
from vmo.pipeline.house import House


def pay(house: House, document: str, *, by: str, why: str) -> dict[str, Any]:
    """Raises RefusedError where the document is not issued, is disputed, or is paid already."""
    with house.store.transaction() as session:
        row = decide(session, document, "pay", house.portfolio.roles, by=by, why=why)
        name = name_of(row)
        return {"document": name, "status": row.status, "text": f"{name}: recorded as paid by {by}: {why}"}
