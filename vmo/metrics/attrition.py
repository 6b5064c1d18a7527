"""Attrition: staff who left, in a year at the rate of the window, out of the average headcount (domain.md 1.9)

The average is of the days on which staff was counted; who is not in the count of such a day is not there. A count that
does not tell its staff, or its leavers, is no evidence.

>>> import ibis
>>> counts = ibis.memtable({"headcount": [120, 118], "leavers": [0, 2]})
>>> ratio = measure(counts)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(2, 238)
>>> from datetime import UTC, datetime
>>> from vmo.records import Cell
>>> days = [datetime(2026, 6, day, tzinfo=UTC) for day in (1, 15)]
>>> counted = [Cell(day, day, {}, one) for day, one in zip(days, (Ratio(0, 120), Ratio(2, 118)))]
>>> attain(counted, months=Fraction(1))
Ratio(numerator=Fraction(24, 1), denominator=Fraction(119, 1))
>>> measure(counts.drop("leavers"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column leavers, which the feed does not map
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vmo.metrics._deferred import evident
from vmo.metrics._tallies import column
from vmo.records import Cell, Ratio

MONTHS_OF_A_YEAR = 12
SUM = "decimal(38,6)"


def measure(rows: Any) -> Ratio:
    """Leavers, and the headcounts of all days; null where one is not told. Raises UnmappedColumnError."""
    leavers, headcount = column(rows, "leavers"), column(rows, "headcount")
    return Ratio(evident(leavers, leavers.notnull(), "int64"), evident(headcount, headcount.notnull(), SUM))


def attain(cells: Sequence[Cell], *, months: Fraction) -> Ratio:
    """Leavers of a year over the average headcount, exact; None where nobody counted. `months`: how long the window is."""
    if not cells or any(one.ratio.numerator is None or one.ratio.denominator is None for one in cells):
        return Ratio(None)
    days = {one.local.date() for one in cells if one.ratio.denominator}
    leavers = sum((Fraction(one.ratio.numerator) for one in cells), Fraction(0))
    staff = sum((Fraction(one.ratio.denominator) for one in cells), Fraction(0))
    return Ratio(Fraction(leavers * MONTHS_OF_A_YEAR) / months, Fraction(staff) / max(len(days), 1))
