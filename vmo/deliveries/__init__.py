"""Which delivery of a day counts: the standing of every batch of a feed, as the store knows it now.

Order of arrival decides, never the order of processing, so a rerun stands where an undisturbed run stood. Under
`replaces_days` the latest delivery of a day (of the named day where the source has one) replaces the earlier ones.
Under `updates_by_identity` every delivery stands, and single rows give way to later ones of the same identity.

Beside it lie a file on its way in, its control file, its accepted rows, rows that give way, and the days that are owed. What
an export says is read in `vmo/conforming`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.partner import Feed
from vmo.records import RowCounts
from vmo.store import Batch, Conforming, LandingRow, Release, SupersededRows


@dataclass(frozen=True)
class GivenWay:
    """How many rows of a day gave way to later ones, and a hash of which."""

    rows: int
    records: str


@dataclass(frozen=True)
class Delivery:
    """One conformed file of a feed. `standing` are its days that count; `days` all its days with accepted rows each."""

    conforming: Conforming
    landing: LandingRow
    days: dict[date, int]
    standing: frozenset[date]
    released: frozenset[str] = frozenset()
    given_way: dict[date, GivenWay] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.conforming.key

    @property
    def partner(self) -> str:
        return self.conforming.partner

    @property
    def feed(self) -> str:
        return self.conforming.feed

    @property
    def superseded(self) -> int:
        """Rows that would be accepted, had no later delivery replaced them."""
        replaced = sum(rows for day, rows in self.days.items() if day not in self.standing)
        return replaced + sum(gone.rows for day, gone in self.given_way.items() if day in self.standing)

    @property
    def rows(self) -> RowCounts:
        """Where the file's rows went, as things stand (law 1)."""
        told = self.conforming
        return RowCounts(
            rows_in=told.rows_in,
            accepted=told.accepted - self.superseded,
            quarantined=told.quarantined,
            excluded=told.excluded,
            duplicates=told.duplicates,
            superseded=self.superseded,
        )

    @property
    def acceptance(self) -> str:
        """Name of the set of accepted rows: it changes when rows are released or give way."""
        named = "\n".join(
            [
                self.key,
                *sorted(self.released),
                *(f"{day}:{gone.records}" for day, gone in sorted(self.given_way.items())),
            ]
        )
        return hashlib.sha256(named.encode()).hexdigest()[:24]


def deliveries(session: Session, partner: str, feed_name: str, feed: Feed, spec: str) -> list[Delivery]:
    """The current deliveries of a feed, earliest arrival first. `spec` names the feed text in force."""
    found = [
        Delivery(
            conforming=conforming,
            landing=landing,
            days=_days(session, conforming.key),
            standing=frozenset(),
            released=frozenset(session.scalars(select(Release.rule).where(Release.conforming == conforming.key))),
        )
        for conforming, landing in session.execute(
            select(Conforming, LandingRow)
            .join(
                LandingRow,
                (LandingRow.sha256 == Conforming.sha256)
                & (LandingRow.partner == Conforming.partner)
                & (LandingRow.feed == Conforming.feed),
            )
            .where(
                Conforming.partner == partner,
                Conforming.feed == feed_name,
                Conforming.spec == spec,
                Conforming.state == "accepted",
            )
            .order_by(LandingRow.arrived_at, LandingRow.name, LandingRow.sha256)
        )
    ]
    if feed.resend == "updates_by_identity":
        rows = session.scalars(
            select(SupersededRows).where(SupersededRows.partner == partner, SupersededRows.feed == feed_name)
        ).all()
        return [replace(one, standing=frozenset(one.days), given_way=_given_way(one, found, rows)) for one in found]
    return list(_replaced(found))


def _days(session: Session, key: str) -> dict[date, int]:
    rows = session.execute(select(Batch.credited_on, Batch.accepted).where(Batch.conforming == key))
    return dict(rows.all())


def _replaced(found: list[Delivery]) -> Iterable[Delivery]:
    latest: dict[date, str] = {}
    for one in found:
        for slot in [one.landing.day] if one.landing.day else list(one.days):
            latest[slot] = one.key
    for one in found:
        day = one.landing.day
        standing = (
            (list(one.days) if latest[day] == one.key else []) if day else [d for d in one.days if latest[d] == one.key]
        )
        yield replace(one, standing=frozenset(standing))


def _given_way(one: Delivery, found: list[Delivery], rows: Iterable[SupersededRows]) -> dict[date, GivenWay]:
    current = {other.key for other in found}
    return {
        row.credited_on: GivenWay(row.rows, row.records)
        for row in rows
        if row.conforming == one.key and row.conforming in current
    }
