"""Minimum of a line, second calculation, from domain.md 4 (line 13, of one line): max(q x p, minimum).

>>> price(Fraction(100), rate=3, minimum=500)
[Fraction(500, 1)]
>>> price(Fraction(100), rate=3, minimum=-1)
Traceback (most recent call last):
vmo.records.RefusedError: minimum: found -1, expected 0 or more
"""

from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero, number


def price(
    quantity: Fraction, *, rate: Decimal | int, minimum: Decimal | int, days: int = 1, window_days: int = 1
) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    return [max(quantity * number("rate", rate), at_least_zero("minimum", minimum) * days / window_days)]
