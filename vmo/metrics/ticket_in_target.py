"""Ticket in target: tickets responded to, or resolved, within the hours agreed for their priority, out of those opened

`target_h` maps each priority that the contract names to hours (domain.md 1.7), on its `clock`: `calendar`, round the clock, or
`business`, only while the service is open; or one of these for each priority, as {P1: calendar, P2: business}. Tickets of
another priority are not promised anything and stand on neither side. Exactly on target is in target; a ticket without a
stamp is late, never left out; a cancelled one does not count.

>>> import ibis
>>> told = {"opened_at": ["2026-01-05T10:00:00"] * 3, "responded_at": ["2026-01-05T11:00:00", "2026-01-05T11:01:00", None]}
>>> rows = ibis.memtable({**told, "priority": ["P1", "P1", "P2"]})
>>> tickets = rows.mutate(**{name: ibis._[name].cast("timestamp") for name in told})
>>> ratio = measure(tickets, of="response", target_h={"P1": 1})
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(tickets, of="response", target_h={"P1": -1})
Traceback (most recent call last):
vmo.records.RefusedError: target_h of P1: found -1, expected more than 0 h, in whole milliseconds
"""

from collections.abc import Collection, Mapping
from typing import Any

import ibis

from vmo.metrics._clock import Clock, DueTimes, by_priority, every_priority, runs, targets_ms
from vmo.metrics._deferred import Number, ms
from vmo.metrics._tallies import column
from vmo.metrics._tickets import DONE, DUE, Pauses, Step, done_ms, on_its_clock, standing
from vmo.records import Ratio


def measure(
    rows: Any,
    *,
    of: Step,
    target_h: Mapping[str, Number],
    pauses: Pauses = "counted",
    clock: Clock = "calendar",
) -> Ratio:
    """Tickets done in target over tickets opened; raises RefusedError, UnmappedColumnError."""
    targets = targets_ms(target_h)
    every_priority(clock, targets)
    if runs(clock, "told", None):
        return on_its_clock(rows, of, pauses)
    priority = column(rows, "priority")
    opened = column(rows, "opened_at")
    latest = ms(opened) + ibis.cases(*((priority == name, limit) for name, limit in targets.items()), else_=0)
    members = priority.isin(sorted(targets)).fill_null(False) & opened.notnull() & standing(rows)
    in_time = (done_ms(rows, of, pauses) <= latest).fill_null(False)
    return Ratio(rows.count(where=members & in_time), rows.count(where=members))


def on_clock(
    columns: Collection[str],  # noqa: ARG001  those of the kind
    *,
    of: Step,
    clock: Clock = "calendar",
) -> tuple[str, ...]:
    """When the step was done, where the hours of a priority run on a clock."""
    return (DONE[of],) if runs(clock, "told", None) else ()


def due_times(rows: Any, *, of: Step, target_h: Mapping[str, Number]) -> DueTimes:
    """When tickets are due by the hours of their priority."""
    return by_priority(rows, "computed", target_h, DUE[of])
