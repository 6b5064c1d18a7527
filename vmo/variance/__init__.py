"""Forecast variance: what a measure owes of the volume above the forecast (domain.md 3.4, decision M10).

A cell is an interval, a day, a week from Monday to Sunday or a month of the contract. Its denominator D is held against F(1 + x),
exact: F what the contract forecasts for it, for a part of a month or a week by its days, or what a partner's locked forecasts
expect. `drop_cell` leaves a cell out
whose D is above, `cap_volume` counts min(in time, D, F(1 + x)) of min(D, F(1 + x)), and `whole_period` excuses a part whose D is
above what all its cells may hold. Handling may be the second trigger (`vmo/variance/workload.py`).

Beside it lie the parts held to a forecast, longer contacts, and the tests of both. Prices of a forecast lie in `vmo/pricing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from vmo.calendars import QUARTER
from vmo.counting import grains
from vmo.records import Cell, Ratio, RefusedError
from vmo.tallies.cells import exact
from vmo.terms import Segment, Variance
from vmo.variance.workload import Held, most, planned_s
from vmo.windows import Days, months_of

DAY = timedelta(1)
ZERO, WEEK_DAYS = Fraction(0), 7
UNLOCKED = "forecast_variance: no forecast was locked in time; ask for it, or tell it in the contract"
OF_CELLS = ("drop_cell", "drop_interval", "cap_volume")
ByInterval = Mapping[tuple[datetime, timedelta], Fraction]


def cells(variance: Variance, segment: Segment, begins: int) -> Iterator[Days]:
    """The days of each cell of a part; a month begins on the day `begins`."""
    if variance.grain in (grains.DAY, grains.WEEK):
        whole = Segment(segment.first, segment.last, {grains.GRAIN: variance.grain}, {})
        yield from ((one.first, one.last) for one in grains.cut([whole]))
    else:
        yield from months_of(segment.first, segment.last, begins)


def forecast_of(variance: Variance, first: date, last: date, begins: int) -> tuple[str, Fraction]:
    """The name of a cell, and what the contract forecasts for it. Raises RefusedError for one that it does not forecast."""
    month = next(end for _, end in months_of(last, last + timedelta(62), begins))
    named = f"{month:%Y-%m}" if variance.grain == "month" else f"{_begun(variance, first)}"
    if named not in variance.forecast:
        known = ", ".join(sorted(variance.forecast)) or "none"
        raise RefusedError([f"forecast_variance: found no forecast of {named}, known: {known}; add it to the contract"])
    whole = Fraction(variance.forecast[named])
    if variance.grain == grains.WEEK:
        return named, whole * Fraction((last - first).days + 1, WEEK_DAYS)
    if variance.grain == grains.DAY:
        return named, whole
    begin = (month.replace(day=1) - DAY).replace(day=begins) if begins > 1 else month.replace(day=1)
    return named, whole * Fraction((last - first).days + 1, (month - begin).days + 1)


def _begun(variance: Variance, day: date) -> date:
    """The first day of the day or week in which a day lies."""
    return day - timedelta(day.weekday()) if variance.grain == grains.WEEK else day


def delivered(
    variance: Variance,
    own: Iterable[Cell],
    handling: Iterable[Cell],
    expected: ByInterval,
    work: ByInterval,
    begins: int,
) -> list[Held]:
    """Each cell of a part beside the forecasts that a partner delivered for it; what lies in no interval of theirs has none.

    Raises RefusedError where there is no forecast at all.
    """
    counted = list(own)
    if not counted:
        return []
    if not expected:
        raise RefusedError([UNLOCKED])
    intervals = {at + n * QUARTER: at for at, length in expected for n in range(-(-length // QUARTER))}
    zone = counted[0].local.tzinfo

    def cell(at: datetime) -> Any:
        if variance.grain == "interval":
            return intervals.get(at, at)
        day = at.replace(tzinfo=UTC).astimezone(zone).date()
        if variance.grain == "month":
            return next(end for _, end in months_of(day, day + timedelta(62), begins))
        return _begun(variance, day)

    def named(cell: Any) -> str:
        if variance.grain == "interval":
            return f"{cell.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"
        return f"{cell:%Y-%m}" if variance.grain == "month" else f"{cell}"

    def added(forecasts: ByInterval) -> dict[Any, Fraction]:
        found: dict[Any, Fraction] = {}
        for (at, _), number in forecasts.items():
            found[cell(at)] = found.get(cell(at), ZERO) + number
        return found

    volumes, seconds = added(expected), added(work)
    levels, handled = (_summed(cell, found) for found in (counted, handling))
    return [
        Held(
            named(one),
            ratio,
            volumes.get(one),
            handled.get(one, Ratio(None)),
            planned_s(variance, volumes.get(one), seconds.get(one)),
        )
        for one, ratio in sorted(levels.items(), key=lambda told: told[0])
    ]


def limited(variance: Variance, held: Iterable[Held]) -> Ratio:
    """The ratio of a part by its cells; a cell without data adds nothing.

    >>> cell = Held("2026-10", Ratio(900, 1300), Fraction(1000))
    >>> def told(policy):
    ...     return Variance.model_validate({"policy": policy, "percent": 10, "forecast": {"2026-10": 1000}})
    >>> limited(told("cap_volume"), [cell]), limited(told("drop_cell"), [cell])
    (Ratio(numerator=Decimal('900'), denominator=Decimal('1100')), Ratio(numerator=Decimal('0'), denominator=Decimal('0')))
    """
    told = [
        (Fraction(one.ratio.numerator), Fraction(one.ratio.denominator), most(variance, one))
        for one in held
        if one.ratio.numerator is not None
    ]
    if not told:
        return Ratio(None)
    if variance.policy == "cap_volume":
        owed = [
            (over, under) if bound is None else (min(over, under, bound), min(under, bound))
            for over, under, bound in told
        ]
    else:
        owed = [(over, under) for over, under, bound in told if bound is None or under <= bound]
    over, under = (sum(part, ZERO) for part in zip(*owed, strict=True)) if owed else (ZERO, ZERO)
    return exact(Ratio(over, under))


def _summed(cell: Any, found: Iterable[Cell]) -> dict[Any, Ratio]:
    sums: dict[Any, list[Fraction]] = {}
    for one in found:
        total = sums.setdefault(cell(one.at), [ZERO, ZERO])
        total[0] += Fraction(one.ratio.numerator)
        total[1] += Fraction(one.ratio.denominator)
    return {place: Ratio(*total) for place, total in sums.items()}
