"""Fixed fee, second calculation, from domain.md 4 (lines 8, 23): one amount a period, a part of it by days.

>>> price(None, amount=Decimal("25000"))
Fraction(25000, 1)
>>> price(Decimal(3), amount=Decimal("25000"))
Traceback (most recent call last):
vmo.records.RefusedError: quantity: found 3, expected none; a fixed fee counts nothing
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError


def price(quantity: Decimal | None = None, *, amount: Decimal | int, days: int = 1, window_days: int = 1) -> Fraction:
    """Exact amount of the days of a period. Raises RefusedError for a quantity."""
    if quantity is not None:
        raise RefusedError([f"quantity: found {quantity}, expected none; a fixed fee counts nothing"])
    return Fraction(amount) / window_days * days
