"""Resolve: a dispute about an issued document has ended, with what was agreed."""

from typing import Any

from vmo.events import decide, name_of
from vmo.life import NEXT
from vmo.pipeline.house import House


def resolve(house: House, document: str, *, by: str, why: str) -> dict[str, Any]:
    """Raises RefusedError where the document is not disputed."""
    with house.store.transaction() as session:
        row = decide(session, document, "resolve", house.portfolio.roles, by=by, why=why)
        name = name_of(row)
        text = f"{name}: the dispute is resolved by {by}: {why}; next: {NEXT[row.status]}"
        return {"document": name, "status": row.status, "text": text}
