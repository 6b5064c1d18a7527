"""Stopped: files that landed and of which no row counts, under the reading in force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.partner import Feed
from vmo.pipeline.reading import reading
from vmo.store import Conforming, LandingRow


def stopped(session: Session, partner: str, feed_name: str, feed: Feed) -> list[tuple[Conforming, LandingRow]]:
    """The stopped files of a feed, by name. Which days they hold nobody knows before they are read."""
    same_file = (
        (LandingRow.sha256 == Conforming.sha256)
        & (LandingRow.partner == Conforming.partner)
        & (LandingRow.feed == Conforming.feed)
    )
    rows = session.execute(
        select(Conforming, LandingRow)
        .join(LandingRow, same_file)
        .where(
            Conforming.partner == partner,
            Conforming.feed == feed_name,
            Conforming.spec == reading(feed),
            Conforming.state == "stopped",
        )
        .order_by(LandingRow.name, LandingRow.sha256)
    )
    return [(conforming, landing) for conforming, landing in rows]
