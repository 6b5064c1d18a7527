"""Unread files of a feed: landed, and not conformed under the reading in force, as after a change of the feed's text."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.partner import Feed
from vmo.pipeline.reading import reading
from vmo.store import Conforming, LandingRow


def unread(session: Session, partner: str, feed_name: str, feed: Feed) -> list[LandingRow]:
    """The files, in the order of their arrival; the next night reads them."""
    read = select(Conforming.sha256).where(
        Conforming.partner == partner, Conforming.feed == feed_name, Conforming.spec == reading(feed)
    )
    found = session.scalars(
        select(LandingRow)
        .where(LandingRow.partner == partner, LandingRow.feed == feed_name, LandingRow.sha256.not_in(read))
        .order_by(LandingRow.arrived_at, LandingRow.name)
    )
    return list(found.all())
