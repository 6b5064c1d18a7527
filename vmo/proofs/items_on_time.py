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
from decimal import Decimal

from vmo.proofs._deferred import is_cancelled, milliseconds, of_hours, one_of
from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
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
    hits = members = 0
    for row in within(rows, population):
        due, done = cell(row, "due_at"), cell(row, "completed_at")
        if (
            due is None
            or (cancelled == "out" and is_cancelled(row))
            or (cohort == "completed_in_period" and done is None)
        ):
            continue
        too_early = False
        if early_h is not None and early != "on_time" and done is not None:
            too_early = milliseconds(due) - milliseconds(done) > of_hours(early_h, "early_h")
        if too_early and early == "out":
            continue
        members += 1
        if done is None or too_early:
            continue
        if paused == "extends":
            hits += milliseconds(done) - milliseconds(due) <= _allowed_ms(row, pause_reasons, pause_cap_h)
        else:
            hits += done <= due
    return Ratio(hits, members)


def _allowed_ms(row: Row, reasons: Sequence[str], cap_h: Decimal | int | None) -> int:
    waited, reason = cell(row, "paused_s"), cell(row, "pause_reason")
    if waited is None or reason not in reasons:
        return 0
    allowed = int(Decimal(waited) * 1000)
    return allowed if cap_h is None else min(allowed, of_hours(cap_h, "pause_cap_h"))
