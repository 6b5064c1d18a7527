"""Windows: the days that a measure is judged on in a month of its contract (domain.md 3.3).

A month (the default), the quarter of which it is the last month, so many months that end with it, or the mean of it and of
the months before. A window never reaches back before the measure's own terms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from vmo.schema import Dated
from vmo.terms import Measure, Segment, segments
from vmo.terms.measure import Averaged, Rolling

Days = tuple[date, date]
DAY = timedelta(1)
QUARTER = 3


@dataclass(frozen=True)
class Reach:
    """What a measure looks at in a month: the days judged, whether they are `due` with it, and the earlier months that its
    value is averaged with, latest first.
    """

    first: date
    last: date
    due: bool = True
    averaged: tuple[Days, ...] = ()

    @property
    def earliest(self) -> date:
        """The first day of which anything is looked at."""
        return min([self.first, *(first for first, _ in self.averaged)])


def reach(measure: Measure, first: date, last: date) -> Reach:
    """The reach of a measure in the month first to last, which may begin on another day than the first of one."""
    shape = measure.window.on(first) if measure.window else "month"
    begun = max((min(history.root) for history in _histories(measure).values()), default=date.min)
    if isinstance(shape, Averaged):
        earlier = [days for days in _before(first, shape.average - 1) if days[0] >= begun]
        return Reach(first, last, averaged=tuple(earlier))
    if isinstance(shape, Rolling):
        begin, due = _back(first, shape.rolling - 1), True
    elif shape == "quarter":
        nth = (last.month - 1) % QUARTER
        begin, due = _back(first, nth), nth == QUARTER - 1
    else:
        begin, due = first, True
    return Reach(min(first, max(begin, begun)), last, due)


def parts(measure: Measure, first: date, last: date) -> list[Segment]:
    """The window of a measure in a month, cut where its own terms or what judges it change.

    Terms that hold from the next period on are those of the window's first day; where windows of months overlap, each begins
    a period of its own, and they are those of the first day of its last month.
    """
    own, histories = reach(measure, first, last), _histories(measure)
    if measure.effective == "split":
        return segments(histories, own.first, own.last)
    shape = measure.window.on(first) if measure.window else "month"
    day = first if isinstance(shape, Rolling) else own.first
    (held,) = segments(histories, day, last, effective="next_period")
    return [Segment(own.first, own.last, held.terms, held.clauses)]


def averaged_with(measure: Measure, first: date, last: date) -> list[Segment]:
    """The earlier months that the month's value is averaged with, each under the terms of its own first day."""
    return [
        segment
        for begin, end in reach(measure, first, last).averaged
        for segment in segments(_histories(measure), begin, end, effective="next_period")
    ]


def later_months(measures: Iterable[Measure]) -> int:
    """How many months after a row's own a window may still look back on it under other terms."""
    shapes = [entry.value for one in measures if one.window for entry in one.window.root.values()]
    return max((shape.rolling - 1 for shape in shapes if isinstance(shape, Rolling)), default=0)


def months_of(first: date, last: date, begins: int) -> Iterator[Days]:
    """The days cut at the borders of months that begin on that day of a calendar month.

    >>> [str(begin) for begin, _ in months_of(date(2026, 1, 10), date(2026, 3, 21), 22)]
    ['2026-01-10', '2026-01-22', '2026-02-22']
    """
    while first <= last:
        border = first.replace(day=begins)
        after = border if border > first else _later(border)
        yield first, min(last, after - DAY)
        first = after


def months(first: date, last: date, begins: int) -> Fraction:
    """How many such months the days are, a part of one by its days.

    >>> months(date(2026, 6, 1), date(2026, 8, 31), 1), months(date(2026, 1, 10), date(2026, 2, 21), 22)
    (Fraction(3, 1), Fraction(43, 31))
    """
    found = Fraction(0)
    for begin, end in months_of(first, last, begins):
        own = begin.replace(day=begins)
        whole = own if own <= begin else _back(own, 1)
        found += Fraction((end - begin).days + 1, (_later(whole) - whole).days)
    return found


def _histories(measure: Measure) -> dict[str, Dated[Any]]:
    return {**measure.terms, **measure.judging}


def _before(first: date, count: int) -> Iterator[Days]:
    """The months before the one that begins on a day, latest first."""
    for _ in range(count):
        begin = _back(first, 1)
        yield begin, first - DAY
        first = begin


def _back(first: date, count: int) -> date:
    """The day on which the month so many before the one that begins on a day begins."""
    ordinal = first.year * 12 + first.month - 1 - count
    return date(ordinal // 12, ordinal % 12 + 1, first.day)


def _later(first: date) -> date:
    return _back(first, -1)
