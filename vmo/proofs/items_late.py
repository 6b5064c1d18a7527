"""Items late, second calculation, from domain.md 1.6 (late count, late share, aging) and decision Q2.

>>> from datetime import datetime
>>> rows = [{"snapshot_at": datetime(2026, 2, 1), "due_at": datetime(2026, 1, 31, 12)}] * 2
>>> rows += [{"snapshot_at": datetime(2026, 2, 1), "due_at": datetime(2026, 2, 1)}]
>>> measure(rows, of="share"), measure(rows, of="number", cycle_h=12, over_cycles=1)
(Ratio(numerator=2, denominator=3), Ratio(numerator=0, denominator=None))
>>> measure(rows, of="number", over_cycles=1)
Traceback (most recent call last):
vmo.records.RefusedError: cycle_h: missing; an age class is counted in cycles, so give the cycle time in hours
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._clock import Calendar, late_items, told
from vmo.proofs._deferred import NONE_DUE, common, cycle_of, last_or_all, one_of
from vmo.proofs._rows import EVERYONE, Population, Row, known, within
from vmo.records import Cell, Ratio, RefusedError


def measure(
    rows: Iterable[Row],
    *,
    of: str,
    snapshots: str = "last",
    cycle_h: Any = None,
    clock: str = "calendar",
    due: str = "told",
    over_cycles: Decimal | int | None = None,
    up_to_cycles: Decimal | int | None = None,
    due_column: str = "due_at",
    at: str = "snapshot_at",
    calendar: Calendar | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Items late, of one age class where the terms name it, over items open or alone. Raises RefusedError."""
    one_of("of", of, ("share", "number"))
    one_of("snapshots", snapshots, ("last", "daily"))
    classed = over_cycles is not None or up_to_cycles is not None
    if classed and cycle_h is None:
        raise RefusedError(["cycle_h: missing; an age class is counted in cycles, so give the cycle time in hours"])
    for term, edge in (("over_cycles", over_cycles), ("up_to_cycles", up_to_cycles)):
        if edge is not None and edge < 0:
            raise RefusedError([f"{term}: found {edge}, expected 0 or more cycles"])
    cycles = common(cycle_h)[0] if classed else {}
    open_items = list(within(rows, population))
    late = late_items(open_items, clock, calendar, due, cycle_h, due_column, at)

    def of_class() -> int:
        ages = [Fraction(told(by), cycle_of(row, cycles)) for row, by in late]
        return sum(
            1
            for age in ages
            if (not over_cycles or age > Fraction(over_cycles))
            and (up_to_cycles is None or age <= Fraction(up_to_cycles))
        )

    number = known(of_class if classed else lambda: sum(told(by) >= 0 for _, by in late))
    return Ratio(number, len(open_items) if of == "share" else None)


def attain(cells: Sequence[Cell], *, of: str, counted_on: Sequence[date] = (), snapshots: str = "last") -> Ratio:
    """Items late in the snapshots that count; none late is 0, no snapshot None."""
    late, base, days = last_or_all(cells, snapshots, counted_on)
    if not days:
        return Ratio(None)
    return Ratio(late, Decimal(days) if of == "number" else base or NONE_DUE)
