"""Approve: a person answers for a checked document, and for the others of its correction; it may be issued then."""

from typing import Any

from vmo.life import NEXT
from vmo.life.events import decide, find, name_of, together
from vmo.pipeline.house import House
from vmo.wording import owed_in_words


def approve(house: House, document: str, *, by: str, why: str) -> dict[str, Any]:
    """Raises RefusedError where the document is not checked, or the person may not approve it."""
    with house.store.transaction() as session:
        names = [name_of(one) for one in together(session, find(session, document))]
        rows = [decide(session, name, "approve", house.portfolio.roles, by=by, why=why) for name in names]
        lines = [
            f"{name_of(row)}: {owed_in_words(row.net, row.currency)}, approved by {by}: {why}; next: {NEXT[row.status]}"
            for row in rows
        ]
        return {"document": names[0], "documents": names, "status": rows[0].status, "text": "\n".join(lines)}
