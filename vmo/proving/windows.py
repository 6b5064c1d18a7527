"""Windows, second calculation, from domain.md 3.3: which days a measure looks at in a month, and of what its figure is made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs import _window, variance
from vmo.records import Ratio, RefusedError
from vmo.schema import Dated
from vmo.terms import Measure, Segment, Variance, segments

DAY = timedelta(days=1)
MONDAY, SUNDAY = 1, 7
FINITE = {2**twos * 5**fives for twos in range(7) for fives in range(7)}  # denominators of what six decimals hold


@dataclass(frozen=True)
class Judged:
    """The parts that are judged, the months that each is averaged with, and whether the measure is due."""

    parts: tuple[Segment, ...]
    averaged: tuple[Segment, ...]
    due: bool

    @property
    def days(self) -> int:
        """How long the window is."""
        return (self.parts[-1].last - self.parts[0].first).days + 1


def judged(measure: Measure, first: date, last: date) -> Judged:
    """What is judged of a measure in the month first to last."""
    histories = _terms(measure)
    told: Any = measure.window.on(first) if measure.window else "month"
    shape, months = (told, 1) if isinstance(told, str) else next(iter(told.model_dump().items()))
    known_since = max([min(history.root) for history in histories.values()] or [first])
    if shape == "average":
        begins = [_window.months_back(first, n) for n in range(1, months)]
        ends = [first - DAY, *(begin - DAY for begin in begins)]
        averaged = [
            segments(histories, begin, end, effective="next_period")[0]
            for begin, end in zip(begins, ends, strict=False)
            if known_since <= begin
        ]
        own = segments(histories, first, last, effective=measure.effective)
        return Judged(tuple(own), tuple(averaged), due=True)
    begin, due = _window.judged_since(shape, first, last, months)
    begin = first if known_since > first else max(begin, known_since)
    if measure.effective == "split":
        return Judged(tuple(segments(histories, begin, last)), (), due)
    in_force = begin if shape == "quarter" else first
    held = segments(histories, in_force, last, effective="next_period")[0]
    return Judged((replace(held, first=begin),), (), due)


def steps(measure: Measure, part: Segment, month: date, *, whole: bool) -> list[Segment]:
    """What is counted on its own of a part: its days where the contract takes their mean, else its days in each month, which
    begins on the day of `month`, or in each week; all of it where the figure is not a sum (`whole`).
    """
    varied = part.terms.get("forecast_variance")
    if measure.agg == "mean_of_daily" or (varied and varied.grain == "day" and not whole):
        ordinals = range(part.first.toordinal(), part.last.toordinal() + 1)
        return [replace(part, first=day, last=day) for day in map(date.fromordinal, ordinals)]
    if whole:
        return [part]
    found, begin = [], part.first
    for day in map(date.fromordinal, range(part.first.toordinal(), part.last.toordinal() + 1)):
        ends = day.isoweekday() == SUNDAY if varied and varied.grain == "week" else (day + DAY).day == month.day
        if day == part.last or ends:
            found.append(replace(part, first=begin, last=day))
            begin = day + DAY
    return found


def forecasts(part: Segment, cut: Sequence[Segment], month: date) -> list[Fraction]:
    """What was forecast for each cell of a part; raises RefusedError where the contract tells none."""
    told = part.terms["forecast_variance"]
    found = []
    for one in cut:
        day = one.last
        while told.grain == "month" and (day + DAY).day != month.day:
            day += DAY
        while told.grain == "week" and day.isoweekday() != MONDAY:
            day -= DAY
        name = f"{day.year:04}-{day.month:02}" if told.grain == "month" else day.isoformat()
        if name not in told.forecast:
            raise RefusedError([f"forecast of {name}: not told"])
        whole = {"week": 7, "day": 1}.get(told.grain) or (day - _window.months_back(day + DAY, 1)).days + 1
        found.append(variance.share_of_days(told.forecast[name], (one.last - one.first).days + 1, whole))
    return found


def owed(
    part: Segment, cut: Sequence[Segment], ratios: Sequence[Ratio], month: date, handled: Sequence[Ratio] = ()
) -> Ratio:
    """The ratio of cells of which no more is owed than the forecast and its margin, nor than the work that was planned."""
    told = part.terms["forecast_variance"]
    expected = forecasts(part, cut, month)
    works = [work(told, one, None) for one in handled] or [None] * len(cut)
    cells = [
        (one.numerator, one.denominator, volume, working)
        for one, volume, working in zip(ratios, expected, works, strict=True)
        if one.numerator is not None
    ]
    if not cells:
        return Ratio(None)
    return in_decimals(*variance.limited(cells, policy=told.policy, percent=told.percent))


def work(told: Variance, handled: Ratio, planned: Fraction | None) -> variance.Work | None:
    """The work of a cell by seconds of contacts handled, beside the plan of the contract or else `planned`; none where nothing
    was handled, or nothing is planned.
    """
    if told.aht is None or not handled.numerator or not handled.denominator:
        return None
    plan = planned if told.aht.planned_s is None else Fraction(told.aht.planned_s)
    if plan is None:
        return None
    took = Fraction(handled.numerator) / Fraction(handled.denominator)
    return variance.Work(took, plan, told.aht.percent, told.aht.workload_percent)


def in_decimals(over: Fraction, under: Fraction) -> Ratio:
    """Two fractions as decimals, both times the same where one has no end."""
    step = math.lcm(*(one.denominator for one in (over, under) if one.denominator not in FINITE))
    return Ratio(*(_written(one * step) for one in (over, under)))


def added(ratios: Sequence[Ratio], *, plain_count: bool) -> Ratio:
    """Sums of months as one; a month without data adds nothing, and no data at all stays none."""
    told = [one for one in ratios if one.numerator is not None]
    if not told:
        return Ratio(None)
    over = sum((Decimal(one.numerator) for one in told), Decimal(0))
    under = sum((Decimal(one.denominator) for one in told), Decimal(0))
    return Ratio(over, Decimal(1) if plain_count else under)


def mean(results: Sequence[Ratio]) -> Ratio:
    """The average of results, each alike (domain.md 1.0, 3.3); one without volume is no result."""
    counted = [one for one in results if one.numerator is not None]
    values = [Fraction(one.numerator) / Fraction(one.denominator) for one in counted if one.denominator]
    if not values:
        return Ratio(Decimal(0), Decimal(0)) if counted else Ratio(None)
    over, under = (sum(values, Fraction(0)) * Fraction(1, len(values))).as_integer_ratio()
    return Ratio(Decimal(over), Decimal(under))


def _terms(measure: Measure) -> dict[str, Dated[Any]]:
    return {**measure.terms, **measure.judging}


def _written(number: Fraction) -> Decimal:
    """A fraction of millionths as a decimal, without a rounding on the way."""
    whole, rest = divmod(number, 1)
    return Decimal(f"{int(whole)}") if not rest else Decimal(f"{int(number * 10**6)}e-6")
