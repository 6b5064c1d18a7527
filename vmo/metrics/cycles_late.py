"""Cycles late: how late the open items of a snapshot are, in cycles (domain.md 1.6: average cycles late; decision Q2).

Late is past due at the snapshot; work that is not yet due is not backlog. `of` is `mean` (per late item, the average cycles
late), `per_open` (per open item, late or not: it rises when a fresh item goes late, where the mean falls) or `total`.
`cycle_h` names the cycle time that the contract agreed, in hours, or several; a row whose target_cycle_h is none of them is
no evidence, one without it has the single cycle time. Cycle and lateness run on one `clock`: `calendar`, or `business`, which
stands while the service is closed. Where no due time is told, or `due` is `computed`, it is receipt and cycle time.
`snapshots`: `last` is the snapshot of the last day, `daily` all days' snapshots together. Nothing late is 0 cycles.

>>> import ibis
>>> at = {"due_at": ["2026-01-31T12:00", "2026-01-30T12:00", "2026-01-29T00:00", "2026-02-01T09:00"]}
>>> told = ibis.memtable({**at, "snapshot_at": ["2026-02-01T00:00"] * 4})
>>> items = told.mutate(due_at=told.due_at.cast("timestamp"), snapshot_at=told.snapshot_at.cast("timestamp"))
>>> ratio = measure(items, of="mean", cycle_h=24)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())  # 12 h, 36 h and 72 h of 3 x 24 h
(432000, 259200)
>>> measure(items, of="mean", cycle_h=0)
Traceback (most recent call last):
vmo.records.RefusedError: cycle_h: found 0, expected more than 0 h, in whole milliseconds
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from vmo.metrics._clock import Clock, Due, DueTimes, by_cycle, late, on_clock_at
from vmo.metrics._deferred import EXACT, MILLI, SUM_OF_SECONDS, Cycles, Hours, evident
from vmo.metrics._snapshots import Snapshots, taken, told
from vmo.metrics._tallies import one_of
from vmo.records import Cell, Ratio

Of = Literal["mean", "per_open", "total"]


def measure(
    rows: Any,
    *,
    of: Of,
    cycle_h: Hours,
    snapshots: Snapshots = "last",
    clock: Clock = "calendar",
    due: Due = "told",
    due_column: str = "due_at",
    at: str = "snapshot_at",
) -> Ratio:
    """Seconds late of the common cycle over late items, or open ones, times its seconds; raises RefusedError."""
    one_of("of", of, get_args(Of))
    told(snapshots)
    cycles = Cycles(cycle_h)
    found = late(rows, clock, due, cycle_h, due_column, at)
    weighed = cycles.weighed(rows, found.seconds)
    numerator = evident(weighed, weighed.notnull() & found.known, SUM_OF_SECONDS, found.late)
    if of == "total":
        return Ratio(numerator)
    items = rows.count(where=found.late) if of == "mean" else rows.count()
    return Ratio(numerator, (items.cast(EXACT) * cycles.common_s).cast(SUM_OF_SECONDS))


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


def attain(
    cells: Sequence[Cell], *, of: Of, cycle_h: Hours, counted_on: Sequence[date] = (), snapshots: Snapshots = "last"
) -> Ratio:
    """Cycles late in the snapshots that count; 0 where nothing is late, None where there is no snapshot."""
    found = taken(cells, snapshots, counted_on)
    if not found.snapshots:
        return Ratio(None)
    if of == "total":
        return Ratio(found.numerator, MILLI * Cycles(cycle_h).common_ms * found.snapshots)
    return Ratio(found.numerator, found.denominator or Decimal(1))
