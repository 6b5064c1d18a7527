"""Fixed fee, second calculation, from domain.md 4 (lines 8, 23): one amount a period, a part of it by days.

>>> price(amount=Decimal("25000"))
[Fraction(25000, 1)]
>>> price(amount="25000")
Traceback (most recent call last):
vmo.records.RefusedError: amount: found '25000', expected a number
"""

from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import number


def price(*, amount: Decimal | int, days: int = 1, window_days: int = 1) -> list[Fraction]:
    """Exact amount of the days of a period. Raises RefusedError."""
    return [number("amount", amount) / window_days * days]
