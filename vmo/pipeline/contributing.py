"""Contributing: the rows of the lake that a figure of a month was counted of, and what each of them adds.

Rows are counted once more here, from the conformed files and under the terms in force; nothing that was kept of a count is
read. Where a row counts by itself, the files of a feed are read together; where an arrangement looks at the rows of a file
side by side, one file after the other, as they were counted.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from vmo import kinds, plugins
from vmo.calendars.openings import Quarters
from vmo.counting.asks import Ask
from vmo.counting.contributions import OVER, UNDER, contributions
from vmo.counting.formulas import CREDITED_AT
from vmo.deliveries import Delivery
from vmo.deliveries.giving_way import refused
from vmo.kinds import CREDITED
from vmo.measure import adding
from vmo.partner import Feed
from vmo.pipeline.basis import Month
from vmo.pipeline.figures import Figure
from vmo.pipeline.following import Following
from vmo.pipeline.house import House
from vmo.pipeline.standing import standing_rows
from vmo.records import UnmappedColumnError
from vmo.tallies import site_hours

AT = "time_bucket(INTERVAL 15 MINUTE, a.quarter_at)"
OF = "of_delivery"  # the key of the delivery that a row stands in
ROWS_AT_ONCE = 10_000
Row = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """What the rows of one day of one delivery add to a figure."""

    delivery: Delivery
    day: date
    rows: int
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True)
class Files:
    """Deliveries of one feed that are asked the same, and the quarter-hours that their days are told by."""

    feed: Feed
    quarters: Quarters
    ask: Ask
    deliveries: tuple[Delivery, ...]

    @property
    def partner(self) -> str:
        return self.deliveries[0].partner

    @property
    def by_key(self) -> dict[str, Delivery]:
        return {one.key: one for one in self.deliveries}


@dataclass(frozen=True)
class Contributing:
    """The rows of a month, for one figure after another."""

    house: House
    month: Month

    @cached_property
    def _following(self) -> Following:
        return Following(self.house)

    def batches(self, figure: Figure) -> list[Batch]:
        """What each batch adds, in the order of arrival and day."""
        found = []
        for files in self._files(figure):
            with (
                suppress(UnmappedColumnError),
                self._added(figure, files) as (engine, added, _),
            ):  # none of its rows is meant
                days = engine.execute(
                    f"SELECT {OF}, credited_on, count(DISTINCT record), sum({OVER}), sum({UNDER}) FROM ({added}) GROUP BY 1, 2"
                ).fetchall()
                nth = {key: n for n, key in enumerate(files.by_key)}
                found += [
                    Batch(files.by_key[key], *day) for key, *day in sorted(days, key=lambda day: (nth[day[0]], day[1]))
                ]
        return found

    def rows(self, figure: Figure) -> Iterator[tuple[Delivery, Row]]:
        """Each accepted row that was counted, with its delivery and what it adds, in the order of the files."""
        for files in self._files(figure):
            nth = " ".join(f"WHEN '{key}' THEN {n}" for n, key in enumerate(files.by_key))
            with suppress(UnmappedColumnError), self._added(figure, files) as (engine, added, columns):
                sums = (
                    f"SELECT {OF}, record, sum({OVER}) AS {OVER}, sum({UNDER}) AS {UNDER} FROM ({added}) GROUP BY ALL"
                )
                told = engine.execute(
                    f"SELECT r.*, s.{OVER}, s.{UNDER} FROM standing r JOIN ({_whole(figure, sums, columns)}) s "
                    f"ON s.record = r.record AND s.{OF} = r.{OF} ORDER BY CASE r.{OF} {nth} END, r.record"
                )
                names = [column[0] for column in told.description]
                while rows := told.fetchmany(ROWS_AT_ONCE):
                    for row in rows:
                        one = dict(zip(names, row, strict=True))
                        yield files.by_key[one.pop(OF)], one

    def _files(self, figure: Figure) -> Iterator[Files]:
        """The deliveries that a row of the figure may lie in."""
        for feedings, quarters in (
            (self.month.earlier.feedings, self.month.earlier.quarters),
            (self.month.feedings, self.month.quarters),
        ):
            for feeding in feedings:
                if feeding.feed.kind != figure.ask.kind or feeding.partner not in figure.scope["partner"]:
                    continue
                asked: dict[Ask, list[Delivery]] = {}
                for one in feeding.deliveries:
                    if one.standing:
                        near = figure.ask.near(one.partner, one.days, self._following.of(one))
                        asked.setdefault(near, []).append(one)
                for near, own in asked.items():
                    groups = [own] if near.look == CREDITED else [[one] for one in own]
                    yield from (Files(feeding.feed, quarters, near, tuple(group)) for group in groups)

    @contextmanager
    def _added(self, figure: Figure, files: Files) -> Iterator[tuple[Any, str, Collection[str]]]:
        """An engine with the rows in `standing`, the SELECT of what each adds on the figure's days, in its scope and hours,
        and the columns that rows have there.
        """
        with self.house.lake.connect() as engine:
            counting = ibis.duckdb.from_connection(engine)
            engine.execute("SET enable_progress_bar = false")  # Ibis puts one on
            rows = " UNION ALL BY NAME ".join(
                f"SELECT *, '{one.key}' AS {OF} FROM ({standing_rows(self.house, one)})" for one in files.deliveries
            )
            engine.execute(f"CREATE TEMP VIEW standing AS {rows}")
            counting.create_table("added", self._adding(counting, files), temp=True)
            columns = counting.table("added").columns
            among = " AND ".join(self._among(engine, figure, files, columns))
            over, under = f"a.{OVER}", f"a.{UNDER}"
            if figure.over_another:
                under = "0"
            if figure.beneath:
                over, under = "0", over
            told = f"SELECT a.{OF}, a.credited_on, a.record, {over} AS {OVER}, {under} AS {UNDER} FROM added a WHERE {among}"
            yield engine, told, columns

    def _adding(self, counting: Any, files: Files) -> Any:
        if files.ask.look == CREDITED:
            at = files.feed.credited or kinds.kind(files.ask.kind).credited
            rows = counting.table("standing")
            return contributions(rows.mutate(**{CREDITED_AT: rows[at]}) if files.ask.without else rows, files.ask)
        (one,) = files.deliveries
        lake = self.house.lake
        kept_back = lake.quarantine(refused(one))
        own = {"credited": files.feed.credited, "partner": one.partner}
        added = adding(counting, lake, lake.rows(one.key), kept_back, one.released, files.ask, **own)
        return added.mutate(**{OF: ibis.literal(one.key)})

    def _among(self, engine: Any, figure: Figure, files: Files, columns: Collection[str]) -> Iterator[str]:
        """The conditions of a row that counts: its batch stands, its days, its hours, its scope."""
        segment = figure.segment
        for one in files.deliveries if files.ask.look != CREDITED else ():
            days = ", ".join(f"DATE '{day}'" for day in sorted(one.standing))
            yield f"a.credited_on IN ({days})"
        inside = [(None, told.at) for told in files.quarters.own if segment.first <= told.day <= segment.last]
        engine.register("days", _at(inside))
        yield f"{AT} IN (SELECT p.at FROM days p)"
        if figure.open_only:
            quarters = files.quarters.of(files.partner).items()
            opened = {site: [told.at for told in own if told.open] for site, own in quarters}
            yield _at_places(engine, "opened", opened, columns)
        if figure.hours:
            hours = segment.terms[site_hours.HOURS]
            told = site_hours.quarters(self.month.contract, hours, segment.first, segment.last)
            timed = {site: sorted(at) for (partner, site), at in told.items() if partner == files.partner}
            yield _at_places(engine, "timed", timed, columns)
        for dimension, values in figure.scope.items():
            if dimension != "partner":
                yield _one_of(dimension, values, columns)


def _whole(figure: Figure, sums: str, columns: Collection[str]) -> str:
    """The sums by record; where one arranged row stands for several of the file, those others as well, which add nothing."""
    look = figure.ask.look
    arranging = plugins.find("arrangements", look) if look in plugins.names("arrangements") else None
    together = [name for name in getattr(arranging, "ONE_ROW_OF", ()) if name in columns]
    if not together:
        return sums
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM f.{name}" for name in together)
    own = [f"CASE WHEN o.record = s.record THEN s.{name} ELSE 0 END AS {name}" for name in (OVER, UNDER)]
    return (
        f"SELECT s.{OF}, o.record, {', '.join(own)} FROM ({sums}) s "
        f"JOIN standing f ON f.record = s.record JOIN standing o ON {same}"
    )


def _at(told: Sequence[tuple[str | None, Any]]) -> pa.Table:
    sites, at = pa.array([site for site, _ in told], pa.string()), pa.array([at for _, at in told], pa.timestamp("us"))
    return pa.table({"site": sites, "at": at})


def _at_places(engine: Any, name: str, places: dict[str | None, list[Any]], columns: Collection[str]) -> str:
    """The condition that a row lies in the quarter-hours of its site; under no site those of all."""
    engine.register(name, _at([(site, at) for site, own in places.items() for at in own]))
    if None in places:
        return f"{AT} IN (SELECT p.at FROM {name} p)"
    if "site" not in columns:
        return "false"
    return f"EXISTS (SELECT 1 FROM {name} p WHERE p.site = a.site AND p.at = {AT})"


def _one_of(dimension: str, values: list[str], columns: Collection[str]) -> str:
    if dimension not in columns or not values:
        return "false"
    told = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"coalesce(a.{dimension} IN ({told}), false)"
