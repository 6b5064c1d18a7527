"""Ticket on time: tickets responded to, or resolved, by the time that the ticket names, out of those due (domain.md 1.7)

Done exactly at the due time is on time. A ticket without a stamp is late, never left out; a cancelled one is not due. With
`pauses: deducted` the time that the ticket waited for others does not count.

`target_h` maps priorities to hours: a ticket that names no due time is due so long after it was opened; with `due: computed`
every ticket of these priorities is, and no other. `clock`: `calendar`, or `business`, on which hours and pauses run only
while the service is open; or one of these for each priority, as {P1: calendar, P2: business}. A ticket whose priority has no
clock is no evidence.

>>> import ibis
>>> told = {"response_due_at": ["2026-01-05T10:15:00"] * 3, "responded_at": ["2026-01-05T10:15:00", "2026-01-05T10:16:00", None]}
>>> tickets = ibis.memtable(told).mutate(**{name: ibis._[name].cast("timestamp") for name in told})
>>> ratio = measure(tickets, of="response")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(tickets, of="resolution")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column resolution_due_at, which the feed does not map
"""

from collections.abc import Collection, Mapping
from typing import Any

from vmo.metrics._clock import Clock, Due, DueTimes, by_priority, every_priority, runs
from vmo.metrics._deferred import Number, ms
from vmo.metrics._tickets import DONE, DUE, Pauses, Step, done_ms, due_at, on_its_clock, standing
from vmo.records import Ratio

Hours = Mapping[str, Number]


def measure(
    rows: Any,
    *,
    of: Step,
    pauses: Pauses = "counted",
    clock: Clock = "calendar",
    due: Due = "told",
    target_h: Hours | None = None,
) -> Ratio:
    """Tickets done by their due time over tickets due; raises RefusedError, UnmappedColumnError."""
    if runs(clock, due, target_h):
        every_priority(clock, target_h or {})
        return on_its_clock(rows, of, pauses)
    latest = due_at(rows, of)
    members = latest.notnull() & standing(rows)
    in_time = (done_ms(rows, of, pauses) <= ms(latest)).fill_null(False)
    return Ratio(rows.count(where=members & in_time), rows.count(where=members))


def on_clock(
    columns: Collection[str],  # noqa: ARG001  those of the kind
    *,
    of: Step,
    clock: Clock = "calendar",
    due: Due = "told",
    target_h: Hours | None = None,
) -> tuple[str, ...]:
    """When the step was done, where lengths run on a clock or due times are computed."""
    return (DONE[of],) if runs(clock, due, target_h) else ()


def due_times(rows: Any, *, of: Step, due: Due = "told", target_h: Hours | None = None) -> DueTimes:
    """When tickets are due."""
    return by_priority(rows, due, target_h, DUE[of])
