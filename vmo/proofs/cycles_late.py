"""Cycles late, second calculation, from domain.md 1.6 (average cycles late) and decision Q2.

>>> from datetime import datetime
>>> now = datetime(2026, 2, 1)
>>> due = [datetime(2026, 1, 31, 12), datetime(2026, 1, 30, 12), datetime(2026, 1, 29), datetime(2026, 2, 1, 9)]
>>> rows = [{"snapshot_at": now, "due_at": one} for one in due]
>>> found = measure(rows, of="mean", cycle_h=24)  # 12 h, 36 h and 72 h late of 24 h each: 0.5 + 1.5 + 3 cycles
>>> found, found.value
(Ratio(numerator=Decimal('432000.000'), denominator=Decimal('259200.000')), Fraction(5, 3))
>>> measure(rows, of="mean", cycle_h=0)
Traceback (most recent call last):
vmo.records.RefusedError: cycle_h: found 0, expected more than 0 h, in whole milliseconds
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from vmo.proofs._clock import Calendar, late_items, told
from vmo.proofs._deferred import MILLI, NONE_DUE, common, cycle_of, last_or_all, one_of
from vmo.proofs._rows import EVERYONE, Population, Row, known, within
from vmo.records import Cell, Ratio


def measure(
    rows: Iterable[Row],
    *,
    of: str,
    cycle_h: Any,
    snapshots: str = "last",
    clock: str = "calendar",
    due: str = "told",
    due_column: str = "due_at",
    at: str = "snapshot_at",
    calendar: Calendar | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Each item's lateness in the time that all cycles share, over late or open items in the same. Raises RefusedError."""
    one_of("of", of, ("mean", "per_open", "total"))
    one_of("snapshots", snapshots, ("last", "daily"))
    cycles, shared = common(cycle_h)
    open_items = list(within(rows, population))
    late = late_items(open_items, clock, calendar, due, cycle_h, due_column, at)
    stretched = known(lambda: sum(told(by) * (shared // cycle_of(row, cycles)) for row, by in late))
    seconds = None if stretched is None else MILLI * stretched
    if of == "total":
        return Ratio(seconds)
    return Ratio(seconds, MILLI * shared * len(late if of == "mean" else open_items))


def attain(
    cells: Sequence[Cell], *, of: str, cycle_h: Any, counted_on: Sequence[date] = (), snapshots: str = "last"
) -> Ratio:
    """Cycles late in the snapshots that count; nothing late is 0, no snapshot None."""
    late, base, days = last_or_all(cells, snapshots, counted_on)
    if not days:
        return Ratio(None)
    return Ratio(late, MILLI * common(cycle_h)[1] * days if of == "total" else base or NONE_DUE)
