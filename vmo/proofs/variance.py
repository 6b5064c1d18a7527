"""Forecast variance, second calculation, from domain.md 3.4 and decision M10

>>> month = [(900, 1300, Fraction(1000))]
>>> [limited(month, policy=policy, percent=10) for policy in ("cap_volume", "drop_cell", "none")]
[(Fraction(900, 1), Fraction(1100, 1)), (Fraction(0, 1), Fraction(0, 1)), (Fraction(900, 1), Fraction(1300, 1))]
>>> limited([(7200, 60, 50)], policy="whole_period", percent=10)  # seconds of waits, more than there are calls
(Fraction(7200, 1), Fraction(60, 1))
>>> long = Work(Fraction(350), Fraction(300), percent=5)  # 315 s at most: 1,100 x 315 s are 990 of 350 s
>>> [limited([(900, 1050, 1000, long)], policy=policy, percent=10) for policy in ("cap_volume", "drop_cell")]
[(Fraction(900, 1), Fraction(990, 1)), (Fraction(0, 1), Fraction(0, 1))]
>>> limited(month, policy="forgive", percent=10)
Traceback (most recent call last):
vmo.records.RefusedError: policy: found 'forgive', expected cap_volume, drop_cell, drop_interval, whole_period or none
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from vmo.records import RefusedError

Number = Fraction | Decimal | int
DROPPING = ("drop_cell", "drop_interval")


class Work(NamedTuple):
    """How long handling took a contact, how long was planned, and by how many percent it, and the work in all, may be above."""

    took: Fraction
    planned: Fraction
    percent: Number | None = None
    work_percent: Number | None = None

    def too_much(self, volume: Number, forecast: Number) -> bool:
        """Whether a contact took too long, or all of them together.

        >>> [Work(Fraction(110), Fraction(100), work_percent=10).too_much(volume, 1000) for volume in (1000, 1001)]
        [False, True]
        """
        each = self.percent is not None and 100 * self.took > self.planned * (100 + Fraction(self.percent))
        if self.work_percent is None:
            return each
        planned = self.planned * Fraction(forecast) * (1 + Fraction(self.work_percent) * Fraction(1, 100))
        return each or self.took * Fraction(volume) > planned

    def fitting(self, forecast: Number, most: Fraction) -> Fraction:
        """How many contacts of this length the planned time holds, of `most` or fewer."""
        longest = self.took if self.percent is None else self.planned * (1 + Fraction(self.percent) * Fraction(1, 100))
        found = most if self.took <= longest else Fraction(most * longest) / self.took
        if self.work_percent is None:
            return found
        planned = self.planned * Fraction(forecast) * (1 + Fraction(self.work_percent) * Fraction(1, 100))
        return Fraction(planned) / self.took if planned < found * self.took else found


Cell = tuple[Number, Number, Number] | tuple[Number, Number, Number, Work | None]


def limited(cells: Iterable[Cell], *, policy: str, percent: Number) -> tuple[Fraction, Fraction]:
    """Numerator and denominator of cells, each (in time, D, F) and its work, of which only so much above F is owed."""
    if policy not in (*DROPPING, "cap_volume", "whole_period", "none"):
        raise RefusedError(
            [f"policy: found {policy!r}, expected cap_volume, drop_cell, drop_interval, whole_period or none"]
        )
    above = below = Fraction(0)
    for cell in cells:
        in_time, volume, forecast, work = cell if len(cell) == 4 else (*cell, None)
        most = Fraction(forecast) + Fraction(forecast) * Fraction(percent) * Fraction(1, 100)
        if policy in DROPPING and (volume > most or (work and work.too_much(volume, forecast))):
            continue
        most = work.fitting(forecast, most) if work else most
        owed = most if policy == "cap_volume" and volume > most else Fraction(volume)
        below += owed
        above += owed if policy == "cap_volume" and owed < in_time else Fraction(in_time)
    return above, below


def exceeded(volume: Number, forecasts: Iterable[Number], percent: Number, work: Work | None = None) -> bool:
    """Whether a volume is above all that was forecast for it, and the percent; or the work above what was planned.

    >>> exceeded(1100, [1000], 10), exceeded(1101, [1000], 10)
    (False, True)
    """
    forecast = sum((Fraction(one) for one in forecasts), Fraction(0))
    above = volume > forecast * (1 + Fraction(percent) * Fraction(1, 100))
    return above or bool(volume and forecast and work and work.too_much(volume, forecast))


def share_of_days(forecast: Number, days: int, of_days: int) -> Fraction:
    """What of the forecast of a month or a week falls on so many of its days."""
    return Fraction(forecast) * Fraction(days, of_days)
