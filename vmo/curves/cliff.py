"""Cliff: the whole share for any miss, nothing otherwise.

A level that is just reached is not a miss (domain.md 3.7, decision M3). Where lower is better the sides swap.

>>> severity(actual=Fraction("79.9"), expected=80, direction="higher")
Fraction(1, 1)
>>> severity(actual=Fraction(80), expected=80, direction="higher")
Fraction(0, 1)
>>> severity(actual=Fraction(80), expected=80, direction="none")
Traceback (most recent call last):
vmo.records.RefusedError: direction: found 'none', expected higher or lower; all else bears no credit
"""

from fractions import Fraction
from typing import Literal

from vmo.curves._shortfall import Exact, shortfall

RETURNS = "share"
MULTIPLIED = CAPPED = BY_DAYS = True


def severity(*, actual: Exact, expected: Exact, direction: Literal["higher", "lower", "range", "none"]) -> Fraction:
    """1 where the actual value falls short of the expected level, else 0; both in the metric's unit."""
    return Fraction(1 if shortfall(actual, expected, direction) > 0 else 0)
