"""Timed: rows whose due times and lengths of time run on a clock that the contract names (domain.md 1.6, 1.7).

A way of counting that knows such terms defines `on_clock(columns, *, terms)`, the instants that it reads on the clock, none
where everything is told and runs round the clock; and `due_times(rows, *, terms)`. Its rows then bear

    clock_told_at        the due time that was told and counts
    clock_due_ms         the time on the clock at which the row is due
    clock_<instant>_ms   the time on the clock at each of its instants, and clock_<instant>_ran: whether the clock ran up to it
    clock_known          whether all of these could be told
"""

import hashlib
import inspect
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from vmo import kinds, plugins
from vmo.calendars.business_time import CALENDAR, Clock, Words, on_business
from vmo.calendars.openings import Openings
from vmo.kinds import Kind
from vmo.metrics._clock import DueTimes
from vmo.records import UnmappedColumnError


@dataclass(frozen=True)
class Timed:
    """A look on a clock: the look itself, the way of counting, the terms that tell its due times, and the openings."""

    base: str
    arithmetic: str
    terms: tuple[tuple[str, Hashable], ...]
    told: Mapping[str, Any]
    openings: Openings | None

    @property
    def label(self) -> str:
        """The name of the look: equal where everything is."""
        module = plugins.find("metrics", self.arithmetic)
        named = [inspect.getsource(module.due_times), repr(self.terms), self.openings.key if self.openings else ""]
        return f"{self.base}@{hashlib.sha256(chr(10).join(named).encode()).hexdigest()[:12]}"

    @property
    def words(self) -> Words:
        words: Words = self.told.get("clock", CALENDAR)
        return words

    def clock(self, partner: str, between: tuple[date, date]) -> Clock:
        """The clock for the rows of one partner."""
        return Clock(self.words, self.openings.of(partner) if self.openings else {}, *between)

    def instants(self, kind: str) -> tuple[str, ...]:
        return tuple(on_clock(self.arithmetic, kind, self.told))

    def due_times(self, rows: Any) -> DueTimes:
        function = plugins.find("metrics", self.arithmetic).due_times
        return function(rows, **_taken(function, self.told))  # type: ignore[no-any-return]


def on_clock(arithmetic: str, kind: str, terms: Mapping[str, Any]) -> tuple[str, ...]:
    """The instants that a way of counting reads on a clock under its terms; none where it needs no clock."""
    module = plugins.find("metrics", arithmetic)
    if not hasattr(module, "on_clock"):
        return ()
    found: tuple[str, ...] = module.on_clock(kinds.kind(kind).columns, **_taken(module.on_clock, terms))
    return found


def not_told(rows: Any, timed: Timed, kind: str) -> str | None:
    """A column that the clock needs and the rows do not have."""
    due = timed.due_times(rows)
    told = due.told in rows.columns and not due.computed
    needed = [*timed.instants(kind)]
    if not told or due.computed:
        needed.append(due.told if due.length_ms is None else due.start)
    if on_business(timed.words):
        needed += ["priority"] if isinstance(timed.words, Mapping) else []
        sites = {site for (_, site), _ in timed.openings.places} if timed.openings else {None}
        needed += [] if None in sites else ["site"]
    return next((name for name in needed if name not in rows.columns), None)


def with_due_times(rows: Any, timed: Timed, clock: Clock) -> Any:
    """The rows with their due times on the clock, and `clock_placed_at`, the second in which each is due.

    One whose due time cannot be told stands where its clock starts, so that its period is known to lack it.
    """
    due = timed.due_times(rows)
    is_told, starts = due.told in rows.columns and not due.computed, due.start in rows.columns
    if not is_told and (due.length_ms is None or not starts):
        raise UnmappedColumnError(due.told if due.length_ms is None else due.start)
    rows = rows.mutate(clock_told_at=rows[due.told] if is_told else ibis.null("timestamp"))
    rows = clock.read(rows, "clock_told_at", "told") if is_told else rows.mutate(clock_told_ms=ibis.null("int64"))
    nothing_told = rows.clock_told_at.isnull()
    if due.length_ms is None or not starts:
        sure = nothing_told | rows.clock_told_ms.notnull()
        return rows.mutate(clock_due_ms=rows.clock_told_ms, clock_placed_at=rows.clock_told_at, clock_known=sure)
    rows = rows.mutate(clock_length_ms=due.length_ms, clock_counts=nothing_told & due.promised)
    rows = clock.read(rows, due.start, "start")
    rows = rows.mutate(clock_computed_ms=rows.clock_start_ms + rows.clock_length_ms)
    rows = clock.place(rows, due.start, "clock_computed_ms", due.longest_ms)
    found = ibis.ifelse(rows.clock_counts, rows.clock_computed_ms, rows.clock_told_ms)
    sure = ibis.ifelse(rows.clock_counts, rows.clock_placed_at.notnull(), rows.clock_told_at.isnull() | found.notnull())
    placed = ibis.ifelse(rows.clock_counts, ibis.coalesce(rows.clock_placed_at, rows[due.start]), rows.clock_told_at)
    return rows.mutate(clock_due_ms=found, clock_placed_at=placed, clock_known=sure)


def on_its_clock(rows: Any, timed: Timed, kind: str, clock: Clock) -> Any:
    """The rows with the time on the clock at each instant that is read."""
    for column in timed.instants(kind):
        if column not in rows.columns:
            raise UnmappedColumnError(column)
        rows = clock.read(rows, column, column)
        read = rows[column].isnull() | rows[f"clock_{column}_ms"].notnull()
        rows = rows.mutate(clock_known=rows.clock_known & (rows.clock_due_ms.isnull() | read))  # never due is known
    return rows


def is_due_moment(kind: Kind, timed: Timed, rows: Any) -> bool:
    """Whether the look places rows when they are due."""
    return kind.moments.get(timed.base) == timed.due_times(rows).told


def _taken(function: Any, terms: Mapping[str, Any]) -> dict[str, Any]:
    names = [one.name for one in inspect.signature(function).parameters.values() if one.kind is one.KEYWORD_ONLY]
    return {name: terms[name] for name in names if name in terms}
