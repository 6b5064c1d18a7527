"""Points, second calculation, from domain.md 3.7 and decisions M3, M4: points of a band, then percent of a table.

Target 99: down to 98 one point, to 97 two, to 96 three, below four; 98.5 is minor.

>>> bands = [{"from": 0, "to": 1, "points": 1}, {"from": 1, "to": 2, "points": 2}, {"from": 2, "points": 3}]
>>> severity(actual=Decimal("98.5"), expected=99, direction="higher", bands=bands, closed="upper")
Fraction(1, 1)
>>> severity(actual=Decimal("98.5"), expected=99, direction="none", bands=bands, closed="upper")
Traceback (most recent call last):
vmo.records.RefusedError: direction: found 'none', expected higher or lower
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._edges import placed
from vmo.records import RefusedError

RETURNS = "points"
MULTIPLIED = CAPPED = BY_DAYS = True

Number = Fraction | Decimal | int
Bands = Sequence[Mapping[str, Any]]


def severity(*, actual: Number, expected: Number, direction: str, bands: Bands, closed: str) -> Fraction:
    """The points of the band that holds the shortfall; none without a shortfall. Raises RefusedError."""
    if direction == "higher":
        short = Fraction(expected) - Fraction(actual)
    elif direction == "lower":
        short = Fraction(actual) - Fraction(expected)
    else:
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower"])
    place, points = placed(short, bands, closed, "points", 0)
    if points[0] < 0 or sorted(points) != points:
        raise RefusedError(["bands: points must rise, from 0 or more"])
    return points[place] if short > 0 else Fraction(0)


def whole(*, bands: Bands, closed: str) -> Fraction:
    """Points of a miss that has no value: the most there are. Raises RefusedError."""
    return max(placed(Fraction(0), bands, closed, "points", 0)[1])


def percent(*, points: Number, bands: Bands, closed: str) -> Fraction:
    """Percent of the charges that so many points cost. Raises RefusedError.

    >>> table = [{"from": 0, "to": 10, "percent": 0}, {"from": 10, "percent": 2}]
    >>> percent(points=10, bands=table, closed="lower"), percent(points=10, bands=table, closed="upper")
    (Fraction(2, 1), Fraction(0, 1))
    """
    place, percents = placed(Fraction(points), bands, closed, "percent", 0)
    if percents[0] < 0 or sorted(percents) != percents or percents[-1] > 100:
        raise RefusedError(["bands: percent must rise from 0 to 100 at most"])
    return percents[place]
