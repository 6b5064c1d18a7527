"""Forecast variance: what a measure owes of the volume above the forecast (domain.md 3.4, decision M10).

A cell is a day or a month of the contract. Its denominator D is held against F(1 + x), exact: F what the contract forecasts
for it, for a part of a month by its days. `drop_cell` leaves a cell out whose D is above, `cap_volume` counts
min(in time, D, F(1 + x)) of min(D, F(1 + x)), and `whole_period` excuses a part whose D is above what all its cells may hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from vmo.calendars import QUARTER, days
from vmo.cells import exact
from vmo.records import Cell, Ratio, RefusedError
from vmo.terms import Segment, Variance
from vmo.windows import Days, months_of

DAY = timedelta(1)
UNLOCKED = "forecast_variance: no forecast was locked in time; ask for it, or tell it in the contract"
OF_CELLS = ("drop_cell", "drop_interval", "cap_volume")


def cells(variance: Variance, segment: Segment, begins: int) -> Iterator[Days]:
    """The days of each cell of a part; a month begins on the day `begins`."""
    if variance.grain == "day":
        yield from ((day, day) for day in days(segment.first, segment.last))
    else:
        yield from months_of(segment.first, segment.last, begins)


def bound(variance: Variance, first: date, last: date, begins: int) -> Fraction:
    """F(1 + x) of a cell. Raises RefusedError for one that the contract does not forecast."""
    month = next(end for _, end in months_of(last, last + timedelta(62), begins))
    named = f"{first}" if variance.grain == "day" else f"{month:%Y-%m}"
    if named not in variance.forecast:
        known = ", ".join(sorted(variance.forecast)) or "none"
        raise RefusedError([f"forecast_variance: found no forecast of {named}, known: {known}; add it to the contract"])
    whole = Fraction(variance.forecast[named]) * (100 + Fraction(variance.percent)) / 100
    if variance.grain == "day":
        return whole
    begin = (month.replace(day=1) - DAY).replace(day=begins) if begins > 1 else month.replace(day=1)
    return whole * Fraction((last - first).days + 1, (month - begin).days + 1)


def delivered_bound(
    variance: Variance, expected: Mapping[tuple[datetime, timedelta], Fraction], *, begun: bool = True
) -> Fraction:
    """F(1 + x) of a part by all delivered forecasts in it. Raises RefusedError where volume came and nothing was locked."""
    if begun and not expected:
        raise RefusedError([UNLOCKED])
    return sum(expected.values(), Fraction(0)) * (100 + Fraction(variance.percent)) / 100


def held_against(
    variance: Variance, own: Iterable[Cell], expected: Mapping[tuple[datetime, timedelta], Fraction], begins: int
) -> list[tuple[Ratio, Fraction | None]]:
    """Each cell of a part and its bound by delivered forecasts, of intervals by start and length; what lies in none has none.

    Raises RefusedError where there is no forecast at all.
    """
    counted = list(own)
    if counted and not expected:
        raise RefusedError([UNLOCKED])
    intervals = {at + n * QUARTER: at for at, length in expected for n in range(-(-length // QUARTER))}
    sums: dict[Any, list[Fraction]] = {}
    bounds: dict[Any, Fraction] = {}
    zone = counted[0].local.tzinfo if counted else None
    for (at, _), volume in expected.items():
        cell = at if variance.grain == "interval" else _cell(variance, at.replace(tzinfo=UTC).astimezone(zone), begins)
        bounds[cell] = bounds.get(cell, Fraction(0)) + volume * (100 + Fraction(variance.percent)) / 100
    for one in counted:
        cell = intervals.get(one.at, one.at) if variance.grain == "interval" else _cell(variance, one.local, begins)
        total = sums.setdefault(cell, [Fraction(0), Fraction(0)])
        total[0] += Fraction(one.ratio.numerator)
        total[1] += Fraction(one.ratio.denominator)
    return [(Ratio(*total), bounds.get(cell)) for cell, total in sums.items()]


def _cell(variance: Variance, local: datetime, begins: int) -> date:
    """The day, or the last day of the month, in which an instant of the contract's clock lies."""
    day = local.date()
    return day if variance.grain == "day" else next(end for _, end in months_of(day, day + timedelta(62), begins))


def limited(policy: str, counted: Iterable[tuple[Ratio, Fraction | None]]) -> Ratio:
    """The ratio of a part by its cells, each with its bound, if it has one; a cell without data adds nothing.

    >>> limited("cap_volume", [(Ratio(900, 1300), Fraction(1100))]), limited("drop_cell", [(Ratio(900, 1300), Fraction(1100))])
    (Ratio(numerator=Decimal('900'), denominator=Decimal('1100')), Ratio(numerator=Decimal('0'), denominator=Decimal('0')))
    """
    told = [
        (Fraction(one.numerator), Fraction(one.denominator), Fraction(one.denominator) if most is None else most)
        for one, most in counted
        if one.numerator is not None
    ]
    if not told:
        return Ratio(None)
    if policy == "cap_volume":
        held = [(min(over, under, most), min(under, most)) for over, under, most in told]
    else:
        held = [(over, under) for over, under, most in told if under <= most]
    over, under = (sum(part, Fraction(0)) for part in zip(*held, strict=True)) if held else (Fraction(0), Fraction(0))
    return exact(Ratio(over, under))
