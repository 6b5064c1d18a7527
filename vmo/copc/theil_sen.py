"""Theil-Sen: the slope of a series as the median of the slopes of all its pairs (domain.md 2.3).

>>> slope([Fraction(one) for one in (1, 2, 4)])
Fraction(3, 2)
>>> slope([Fraction(1)])
Traceback (most recent call last):
ValueError: a slope needs two values
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations


def slope(values: Sequence[Fraction]) -> Fraction:
    """The slope in the values' unit per step; the middle one, or the mean of the two middle ones."""
    if len(values) < 2:
        raise ValueError("a slope needs two values")
    slopes = sorted((values[j] - values[i]) * Fraction(1, j - i) for i, j in combinations(range(len(values)), 2))
    middle = len(slopes) // 2
    return slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) * Fraction(1, 2)
