"""Linear, second calculation, from domain.md 3.7 and decision M5.

The shortfall as a part of the way from the expected level to the floor, clamped.

>>> severity(actual=Decimal("76.5"), expected=80, direction="higher", floor=70)
Fraction(7, 20)
>>> severity(actual=Decimal("4"), expected=3, direction="lower", floor=2)
Traceback (most recent call last):
vmo.records.RefusedError: floor: found 2, expected a level worse than 3; correct it
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

RETURNS = "share"
MULTIPLIED = CAPPED = BY_DAYS = True

Number = Fraction | Decimal | int


def severity(*, actual: Number, expected: Number, direction: str, floor: Number) -> Fraction:
    """(expected - actual) / (expected - floor), from 0 to 1; mirrored for lower. Raises RefusedError."""
    if direction not in ("higher", "lower"):
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower"])
    sign = 1 if direction == "higher" else -1
    whole = sign * (Fraction(expected) - Fraction(floor))
    if whole <= 0:
        raise RefusedError([f"floor: found {floor}, expected a level worse than {expected}; correct it"])
    short = sign * (Fraction(expected) - Fraction(actual))
    return min(Fraction(1), max(Fraction(0), short / whole))
