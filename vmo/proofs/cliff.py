"""Cliff, second calculation, from domain.md 3.7: a miss costs the whole share.

A shortfall of zero is no miss (M3).

>>> severity(actual=Decimal("79.9"), expected=80, direction="higher")
Fraction(1, 1)
>>> severity(actual=80, expected=80, direction="higher")
Fraction(0, 1)
>>> severity(actual=80, expected=80, direction="none")
Traceback (most recent call last):
vmo.records.RefusedError: direction: found 'none', expected higher or lower
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

RETURNS = "share"
MULTIPLIED = CAPPED = BY_DAYS = True

Number = Fraction | Decimal | int


def severity(*, actual: Number, expected: Number, direction: str) -> Fraction:
    """1 for a miss, else 0. Levels in the metric's unit. Raises RefusedError."""
    if direction not in ("higher", "lower"):
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower"])
    short = Fraction(expected) - Fraction(actual)
    return Fraction(1 if (short > 0 if direction == "higher" else short < 0) else 0)
