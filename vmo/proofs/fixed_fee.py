"""Fixed fee, second calculation, from domain.md 4 (line 8): one amount a period, whatever the volume.

>>> price(None, amount=Decimal("25000"))
Fraction(25000, 1)
>>> price(Decimal(3), amount=Decimal("25000"))
Traceback (most recent call last):
vmo.records.RefusedError: quantity: found 3, expected none; a fixed fee counts nothing
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError


def price(quantity: Decimal | None = None, *, amount: Decimal | int) -> Fraction:
    """Exact amount of the period. Raises RefusedError for a quantity."""
    if quantity is not None:
        raise RefusedError([f"quantity: found {quantity}, expected none; a fixed fee counts nothing"])
    return Fraction(amount)
