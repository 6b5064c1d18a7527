"""Following: the deliveries whose rows may come up to so many days after those of another, in whatever feed of the partner."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from vmo import kinds
from vmo.counting.beside import Beside, Follow
from vmo.deliveries import Delivery
from vmo.deliveries.giving_way import refused
from vmo.pipeline.house import House

Known = list[tuple[Delivery, tuple[datetime, datetime]]]
Kind = tuple[str, str]


@dataclass
class Following:
    """The standing deliveries of a house, as they were first asked for; `session` is one that is open anyhow."""

    house: House
    session: Session | None = None
    _known: dict[Kind, Known] = field(default_factory=dict)
    _spans: dict[str, tuple[datetime, datetime] | None] = field(default_factory=dict)

    def of(self, one: Delivery) -> Follow:
        """What follows a delivery, itself among it, for a number of days."""
        return partial(self._within, one)

    def deliveries(self, one: Delivery, days: int) -> list[Delivery]:
        """The deliveries of the partner and kind with a row from the first instant of this one to so many days after its last."""
        span = self._span(one)
        if span is None:
            return []
        begin, end = span[0], span[1] + timedelta(days)
        kind = (one.partner, one.conforming.kind)
        if kind not in self._known:
            self._known[kind] = self._read(*kind)
        return [other for other, (first, last) in self._known[kind] if last >= begin and first <= end]

    def _within(self, one: Delivery, days: int) -> tuple[Beside, ...]:
        return tuple(
            sorted(
                Beside(other.key, refused(other), tuple(sorted(other.released)), tuple(sorted(other.standing)))
                for other in self.deliveries(one, days)
            )
        )

    def _read(self, partner: str, kind: str) -> Known:
        if self.session is None:
            with self.house.store.transaction() as session:
                found = self._standing(session, partner, kind)
        else:
            found = self._standing(self.session, partner, kind)
        return [(one, span) for one in found if (span := self._span(one))]

    def _standing(self, session: Session, partner: str, kind: str) -> list[Delivery]:
        return [
            one
            for _, name, feed in self.house.portfolio.feeds(partner)
            if feed.kind == kind
            for one in self.house.deliveries(session, partner, name, feed)
            if one.standing
        ]

    def _span(self, one: Delivery) -> tuple[datetime, datetime] | None:
        """The first and the last instant of its rows; None where it tells none."""
        if one.key not in self._spans:
            instant = kinds.kind(one.conforming.kind).credited
            rows = f"read_parquet('{self.house.lake.rows(one.key)}')"
            with self.house.lake.connect() as engine:
                mapped = {name for name, *_ in engine.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
                told = (
                    engine.execute(f"SELECT min({instant}), max({instant}) FROM {rows}").fetchone()
                    if instant in mapped
                    else None
                )
            self._spans[one.key] = (told[0], told[1]) if told and told[0] else None
        return self._spans[one.key]
