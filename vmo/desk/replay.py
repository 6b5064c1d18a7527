"""Replay: landed files conformed again, after a fix of the partner YAML or of a reader; nothing is asked for twice."""

from typing import Any

from sqlalchemy import delete, select

from vmo import pipeline
from vmo.pipeline.house import House
from vmo.records import RefusedError
from vmo.store import Conforming, Release
from vmo.trail import record


def replay(house: House, partner: str | None, feed: str | None) -> dict[str, Any]:
    """Forget how files were read, and read them again. A file with released rows stays as it was read."""
    known = [(one, name) for one, name, _ in house.portfolio.feeds()]
    chosen = [(one, name) for one, name in known if partner in (None, one) and feed in (None, name)]
    if not chosen:
        raise RefusedError(
            [f"no feed {feed or '*'} of partner {partner or '*'}; known: {', '.join('.'.join(pair) for pair in known)}"]
        )
    with house.store.transaction() as session:
        for one, name in chosen:
            kept = select(Release.conforming)
            session.execute(
                delete(Conforming).where(
                    Conforming.partner == one, Conforming.feed == name, Conforming.key.not_in(kept)
                )
            )
            record(session, "replay", f"{one}.{name}", {})
    receipts = [pipeline.reread(house, one) for one in sorted({one for one, _ in chosen})]
    errors = sum(one["errors"] for one in receipts)
    lines = [
        f"{one['subject']}: {len(one['outputs'])} files, {one['rows_in']} rows in, {one['accepted']} accepted"
        for one in receipts
    ]
    return {
        "receipts": receipts,
        "errors": errors,
        "text": "\n".join([*lines, *(text for one in receipts for text in one["findings"])]),
    }
