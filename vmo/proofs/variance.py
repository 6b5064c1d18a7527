"""Forecast variance, second calculation, from domain.md 3.4 and decision M10

>>> month = [(900, 1300, Fraction(1000))]
>>> [limited(month, policy=policy, percent=10) for policy in ("cap_volume", "drop_cell", "none")]
[(Fraction(900, 1), Fraction(1100, 1)), (Fraction(0, 1), Fraction(0, 1)), (Fraction(900, 1), Fraction(1300, 1))]
>>> limited([(7200, 60, 50)], policy="whole_period", percent=10)  # seconds of waits, more than there are calls
(Fraction(7200, 1), Fraction(60, 1))
>>> limited(month, policy="forgive", percent=10)
Traceback (most recent call last):
vmo.records.RefusedError: policy: found 'forgive', expected cap_volume, drop_cell, drop_interval, whole_period or none
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

Number = Fraction | Decimal | int
Cell = tuple[Number, Number, Number]
DROPPING = ("drop_cell", "drop_interval")


def limited(cells: Iterable[Cell], *, policy: str, percent: Number) -> tuple[Fraction, Fraction]:
    """Numerator and denominator of cells, each (in time, D, F), of which only so much above F is owed."""
    if policy not in (*DROPPING, "cap_volume", "whole_period", "none"):
        raise RefusedError(
            [f"policy: found {policy!r}, expected cap_volume, drop_cell, drop_interval, whole_period or none"]
        )
    above = below = Fraction(0)
    for in_time, volume, forecast in cells:
        most = Fraction(forecast) + Fraction(forecast) * Fraction(percent) * Fraction(1, 100)
        if policy in DROPPING and volume > most:
            continue
        owed = most if policy == "cap_volume" and volume > most else Fraction(volume)
        below += owed
        above += owed if policy == "cap_volume" and owed < in_time else Fraction(in_time)
    return above, below


def exceeded(volume: Number, forecasts: Iterable[Number], percent: Number) -> bool:
    """Whether a volume is above all that was forecast for it, and the percent.

    >>> exceeded(1100, [1000], 10), exceeded(1101, [1000], 10)
    (False, True)
    """
    allowed = sum((Fraction(one) for one in forecasts), Fraction(0)) * (1 + Fraction(percent) * Fraction(1, 100))
    return volume > allowed


def share_of_month(forecast: Number, days: int, of_days: int) -> Fraction:
    """What of a month's forecast falls on so many of its days."""
    return Fraction(forecast) * Fraction(days, of_days)
