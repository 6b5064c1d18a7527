"""Bonus, second calculation, from domain.md 3.8: pool x share x the way made from the expected to the stretch level.

A pool of 12,000, half of it for a service level of 86 between 80 and 90: 0.6 x 6,000 = 3,600.

>>> part(12000, share=Fraction(1, 2), value=86, expected=80, stretch=90)
Fraction(3600, 1)
>>> part(12000, share=Fraction(1, 2), value=86, expected=80, stretch=80)
Traceback (most recent call last):
vmo.records.RefusedError: stretch: found 80, expected another level than 80
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

Number = Fraction | Decimal | int


def part(
    pool: Number,
    *,
    share: Number,
    value: Number,
    expected: Number,
    stretch: Number,
    days: int = 1,
    window_days: int = 1,
) -> Fraction:
    """A measure's exact bonus; nothing at the expected level, the whole share at the stretch level. Raises RefusedError."""
    if Fraction(stretch) == Fraction(expected):
        raise RefusedError([f"stretch: found {stretch}, expected another level than {expected}"])
    way = (Fraction(value) - Fraction(expected)) * (1 / (Fraction(stretch) - Fraction(expected)))
    return Fraction(pool) * Fraction(share) * max(Fraction(0), min(way, Fraction(1))) * Fraction(days, window_days)
