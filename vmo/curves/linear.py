"""Linear: the share grows with the shortfall, from nothing at the expected level to the whole at the floor.

Exact and clamped to 0 … 1 (domain.md 3.7; decisions M3, M5). Where lower is better the floor lies above the
expected level.

>>> severity(actual=Fraction("76.5"), expected=80, direction="higher", floor=70)
Fraction(7, 20)
>>> severity(actual=Fraction(6), expected=5, direction="lower", floor=Fraction("7.5"))
Fraction(2, 5)
>>> severity(actual=Fraction(76), expected=80, direction="higher", floor=80)
Traceback (most recent call last):
vmo.records.RefusedError: floor: found 80, expected a level worse than the expected 80
"""

from fractions import Fraction
from typing import Literal

from vmo.curves._shortfall import Exact, shortfall
from vmo.records import RefusedError

RETURNS = "share"
MULTIPLIED = CAPPED = BY_DAYS = True


def severity(
    *, actual: Exact, expected: Exact, direction: Literal["higher", "lower", "range", "none"], floor: Exact
) -> Fraction:
    """Shortfall of actual over that of floor, 0 to 1; raises RefusedError for a floor that is no worse."""
    whole = shortfall(floor, expected, direction)
    if whole <= 0:
        raise RefusedError([f"floor: found {floor}, expected a level worse than the expected {expected}"])
    return min(max(shortfall(actual, expected, direction) / whole, Fraction(0)), Fraction(1))
