"""Items on time, second calculation, from domain.md 1.6 and decision Q3: three cohorts; cancelled, paused and early items.

>>> from datetime import datetime
>>> due = {"due_at": datetime(2026, 1, 2, 10)}
>>> measure([{**due, "completed_at": datetime(2026, 1, 2, 10)}, {**due, "completed_at": None}])
Ratio(numerator=1, denominator=2)
>>> measure([], paused="extends")
Traceback (most recent call last):
vmo.records.RefusedError: pause_reasons: missing; a pause moves a due time only where the contract lists its reason
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from vmo.proofs._clock import Calendar, Clock, agreed, cut, item_due
from vmo.proofs._deferred import common, is_cancelled, of_hours, one_of
from vmo.proofs._rows import EVERYONE, Population, Row, UnknownError, cell, within
from vmo.records import Ratio, RefusedError

COHORTS = ("due_in_period", "completed_in_period", "received_in_period")


def measure(
    rows: Iterable[Row],
    *,
    cohort: str = "due_in_period",
    cancelled: str = "out",
    paused: str = "ignored",
    pause_reasons: Sequence[str] = (),
    pause_cap_h: Decimal | int | None = None,
    early: str = "on_time",
    early_h: Decimal | int | None = None,
    clock: str = "calendar",
    due: str = "told",
    cycle_h: Any = None,
    calendar: Calendar | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Items on time out of the cohort's. Raises RefusedError."""
    one_of("cohort", cohort, COHORTS)
    one_of("cancelled", cancelled, ("out", "due"))
    one_of("paused", paused, ("ignored", "extends"))
    one_of("early", early, ("on_time", "miss", "out"))
    if paused == "extends" and not pause_reasons:
        raise RefusedError(
            ["pause_reasons: missing; a pause moves a due time only where the contract lists its reason"]
        )
    if early != "on_time" and early_h is None:
        raise RefusedError([f"early_h: missing; early items count as {early}, so say how many hours early they are"])
    runs = Clock(clock, calendar)
    agreed(due, cycle_h)
    if cycle_h is not None:
        common(cycle_h)

    def judged() -> Ratio:
        hits = members = 0
        for row in within(rows, population):
            done = cell(row, "completed_at")
            if (cancelled == "out" and is_cancelled(row)) or (cohort == "completed_in_period" and done is None):
                continue
            latest = item_due(row, runs, due, cycle_h)
            if latest is None:
                continue
            runs.check(row, latest, done)
            too_early = False
            if early_h is not None and early != "on_time" and done is not None:
                too_early = runs.between(row, done, latest) > of_hours(early_h, "early_h")
            if too_early and early == "out":
                continue
            members += 1
            if done is None or too_early:
                continue
            allowed = _allowed_ms(row, pause_reasons, pause_cap_h) if paused == "extends" else 0
            if not runs.stands and cycle_h is None and paused == "ignored":
                hits += done <= latest
            else:
                hits += cut(done) <= cut(latest) or bool(allowed and cut(done) <= runs.after(row, latest, allowed))
        return Ratio(hits, members)

    try:
        return judged()
    except UnknownError:
        return Ratio(None, None)


def due_at(
    row: Row, *, clock: str = "calendar", due: str = "told", cycle_h: Any = None, calendar: Calendar | None = None
) -> datetime | None:
    """When an item is due; where that is not known, its receipt, so that its period is not known either."""
    try:
        return item_due(row, Clock(clock, calendar), due, cycle_h)
    except UnknownError:
        received: datetime | None = row.get("received_at")
        return received


def _allowed_ms(row: Row, reasons: Sequence[str], cap_h: Decimal | int | None) -> int:
    waited, reason = cell(row, "paused_s"), cell(row, "pause_reason")
    if waited is None or reason not in reasons:
        return 0
    allowed = int(Decimal(waited) * 1000)
    return allowed if cap_h is None else min(allowed, of_hours(cap_h, "pause_cap_h"))
