"""Lag-1 autocorrelation: how much each month resembles the one before, for reading beside a trend (domain.md 2.3).

Months that resemble their neighbours make a trend look surer than it is.

>>> lag_1([Fraction(one) for one in (1, 2, 3, 4)])
Fraction(1, 4)
>>> lag_1([Fraction(1)] * 4) is None
True
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise


def lag_1(values: Sequence[Fraction]) -> Fraction | None:
    """Products of neighbouring deviations from the mean over squared deviations; None where all values are equal."""
    mean = sum(values, Fraction(0)) / Fraction(len(values) or 1)
    off = [one - mean for one in values]
    spread = sum((one * one for one in off), Fraction(0))
    return sum((one * after for one, after in pairwise(off)), Fraction(0)) / Fraction(spread) if spread else None
