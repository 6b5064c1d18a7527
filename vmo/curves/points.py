"""Points: service points of the band in which the shortfall lies; the points of all measures make a percentage.

Bands of the shortfall, `{from, to, points}`, as in `tiered`. The repeat multiplier multiplies the points of the new failure (the
doubling of the UK model). `credits.points_table` turns the sum of a month into a percentage of the charges; without it the
points are only shown (domain.md 3.7; decisions M3, M4).

>>> bands = [{"from": 0, "to": 1, "points": 1}, {"from": 1, "to": 2, "points": 2}, {"from": 2, "points": 3}]
>>> severity(actual=Fraction("96.5"), expected=99, direction="higher", bands=bands, closed="upper")
Fraction(3, 1)
>>> severity(actual=Fraction("96.5"), expected=99, direction="higher", bands=bands, closed="both")
Traceback (most recent call last):
vmo.records.RefusedError: closed: found 'both', expected upper, for (from, to], or lower, for [from, to)
"""

from fractions import Fraction
from typing import Literal

from vmo.curves._bands import Bands, Closed, band_of, rising
from vmo.curves._shortfall import Exact, shortfall
from vmo.records import RefusedError

RETURNS = "points"
MULTIPLIED = CAPPED = BY_DAYS = True


def severity(
    *,
    actual: Exact,
    expected: Exact,
    direction: Literal["higher", "lower", "range", "none"],
    bands: Bands,
    closed: Closed,
) -> Fraction:
    """The band's points. Raises RefusedError for bands with gaps, overlaps or falling points."""
    missed_by = shortfall(actual, expected, direction)
    band = band_of(missed_by, bands, closed, brings="points", begins=0)
    rising(bands, "points")
    return Fraction(band["points"]) if missed_by > 0 else Fraction(0)


def whole(*, bands: Bands, closed: Closed) -> Fraction:  # noqa: ARG001  one set of terms for all of a curve
    """The points of a miss without a value: those of the last band."""
    return Fraction(bands[-1]["points"])


def percent(*, points: Exact, bands: Bands, closed: Closed) -> Fraction:
    """Percent of the charges for the points of a month: the band in which they lie. Raises RefusedError.

    >>> table = [{"from": 0, "to": 10, "percent": 0}, {"from": 10, "to": 15, "percent": 2}, {"from": 15, "percent": 4}]
    >>> percent(points=12, bands=table, closed="lower")
    Fraction(2, 1)
    """
    band = band_of(Fraction(points), bands, closed, brings="percent", begins=0)
    rising(bands, "percent")
    if bands[-1]["percent"] > 100:
        raise RefusedError([f"bands: percent is {bands[-1]['percent']}, expected at most 100, all of the charges"])
    return Fraction(band["percent"])
