"""Forecast variance: what a measure owes of the volume above the forecast (domain.md 3.4, decision M10).

A cell is a day or a month of the contract. Its denominator D is held against F(1 + x), exact: F what the contract forecasts
for it, for a part of a month by its days. `drop_cell` leaves a cell out whose D is above, `cap_volume` counts
min(in time, D, F(1 + x)) of min(D, F(1 + x)), and `whole_period` excuses a part whose D is above what all its cells may hold.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from vmo.calendars import days
from vmo.cells import exact
from vmo.records import Ratio, RefusedError
from vmo.terms import Segment, Variance
from vmo.windows import Days, months_of

DAY = timedelta(1)
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


def limited(policy: str, counted: Iterable[tuple[Ratio, Fraction]]) -> Ratio:
    """The ratio of a part by its cells, each with its bound; a cell without data adds nothing.

    >>> limited("cap_volume", [(Ratio(900, 1300), Fraction(1100))]), limited("drop_cell", [(Ratio(900, 1300), Fraction(1100))])
    (Ratio(numerator=Decimal('900'), denominator=Decimal('1100')), Ratio(numerator=Decimal('0'), denominator=Decimal('0')))
    """
    told = [
        (Fraction(one.numerator), Fraction(one.denominator), most) for one, most in counted if one.numerator is not None
    ]
    if not told:
        return Ratio(None)
    if policy == "cap_volume":
        held = [(min(over, under, most), min(under, most)) for over, under, most in told]
    else:
        held = [(over, under) for over, under, most in told if under <= most]
    over, under = (sum(part, Fraction(0)) for part in zip(*held, strict=True)) if held else (Fraction(0), Fraction(0))
    return exact(Ratio(over, under))
