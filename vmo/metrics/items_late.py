"""Items late: how many open items of a snapshot are past due (domain.md 1.6; decision Q2).

`of` is `share` (late out of open) or `number`. `over_cycles` and `up_to_cycles` take only the items that are late by more
than so many cycles, and by no more than so many: an age class, such as 1 to 2. They need `cycle_h`; it, `clock` and `due` are
those of cycles_late.
`snapshots`: `last` is the snapshot of the last day; `daily` all days' snapshots, of a number their mean. None late is 0.

>>> import ibis
>>> told = ibis.memtable({"due_at": ["2026-01-31T12:00", "2026-02-01T09:00"], "snapshot_at": ["2026-02-01T00:00"] * 2})
>>> items = told.mutate(due_at=told.due_at.cast("timestamp"), snapshot_at=told.snapshot_at.cast("timestamp"))
>>> ratio = measure(items, of="share")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(items, of="number", over_cycles=1)
Traceback (most recent call last):
vmo.records.RefusedError: cycle_h: missing; an age class is counted in cycles, so give the cycle time in hours
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from vmo.metrics._clock import Clock, Due, DueTimes, by_cycle, late, on_clock_at
from vmo.metrics._deferred import Cycles, Hours, Number, evident_count
from vmo.metrics._snapshots import Snapshots, taken, told
from vmo.metrics._tallies import one_of
from vmo.records import Cell, Ratio, RefusedError

Of = Literal["share", "number"]


def measure(
    rows: Any,
    *,
    of: Of,
    snapshots: Snapshots = "last",
    cycle_h: Hours | None = None,
    clock: Clock = "calendar",
    due: Due = "told",
    over_cycles: Number | None = None,
    up_to_cycles: Number | None = None,
    due_column: str = "due_at",
    at: str = "snapshot_at",
) -> Ratio:
    """Items late over items open, or without a denominator; raises RefusedError for terms that do not fit together."""
    one_of("of", of, get_args(Of))
    told(snapshots)
    found = late(rows, clock, due, cycle_h, due_column, at)
    number = evident_count(rows, found.late, found.known, found.late)
    if over_cycles is not None or up_to_cycles is not None:
        if cycle_h is None:
            raise RefusedError(["cycle_h: missing; an age class is counted in cycles, so give the cycle time in hours"])
        cycles = Cycles(cycle_h)
        age = cycles.weighed(rows, found.seconds)
        inside = found.late
        if over_cycles:  # more than 0 cycles is late at all
            inside = inside & (age > cycles.limit_s("over_cycles", over_cycles))
        if up_to_cycles is not None:
            inside = inside & (age <= cycles.limit_s("up_to_cycles", up_to_cycles))
        number = evident_count(rows, inside, age.notnull() & found.known, found.late)
    return Ratio(number, rows.count() if of == "share" else None)


def on_clock(
    columns: Collection[str],
    *,
    clock: Clock = "calendar",
    due: Due = "told",
    cycle_h: Hours | None = None,
    at: str = "snapshot_at",
) -> tuple[str, ...]:
    """The snapshot, where lateness runs on a clock or due times are computed."""
    return on_clock_at(columns, clock, due, cycle_h, at)


def due_times(rows: Any, *, due: Due = "told", cycle_h: Hours | None = None, due_column: str = "due_at") -> DueTimes:
    """When items are due."""
    return by_cycle(rows, due, cycle_h, due_column)


def attain(cells: Sequence[Cell], *, of: Of, counted_on: Sequence[date] = (), snapshots: Snapshots = "last") -> Ratio:
    """Items late in the snapshots that count; 0 where none is late, None where there is no snapshot."""
    found = taken(cells, snapshots, counted_on)
    if not found.snapshots:
        return Ratio(None)
    return Ratio(found.numerator, Decimal(found.snapshots) if of == "number" else found.denominator or Decimal(1))
