"""Attrition, second calculation, from domain.md 1.9: leavers / average headcount x 12 / months.

>>> measure([{"headcount": 120, "leavers": 0}, {"headcount": 118, "leavers": 2}])
Ratio(numerator=2, denominator=Decimal('238'))
>>> measure([{"headcount": 120, "leavers": None}]).numerator is None
True
>>> measure([{"headcount": 120}])
Traceback (most recent call last):
vmo.records.RefusedError: leavers: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._rows import EVERYONE, Population, Row, counted, known, told, within
from vmo.records import Cell, Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Who left, and the staff of every count. Raises RefusedError."""
    counts = list(within(rows, population))
    staff = known(lambda: sum((told(row, "headcount") for row in counts), Decimal(0)))
    return Ratio(known(lambda: counted(counts, "leavers")), staff)


def attain(cells: Sequence[Cell], *, months: Fraction) -> Ratio:
    """A mean over days with staff; leavers are spread over a year of twelve months."""
    by_day: dict[date, Fraction] = defaultdict(Fraction)
    left = Fraction(0)
    for one in cells:
        if None in (one.ratio.numerator, one.ratio.denominator):
            return Ratio(None)
        by_day[one.local.date()] += Fraction(one.ratio.denominator)
        left += Fraction(one.ratio.numerator)
    staffed = [staff for staff in by_day.values() if staff]
    average = Fraction(sum(staffed)) / len(staffed) if staffed else Fraction(0)
    return Ratio(Fraction(left) / months * 12, average) if by_day else Ratio(None)
