"""Fixed fee: one amount for the period, whatever was handled; by calendar days where it stands for a part of it.

>>> price(None, amount=Decimal("25000"))
[Priced(quantity=Decimal('1'), unit='period', rate=Decimal('25000'), amount=Fraction(25000, 1), per=1)]
>>> price(None, amount=Decimal("25000"), days=15, window_days=30)
[Priced(quantity=Decimal('15'), unit='day', rate=Decimal('25000'), amount=Fraction(12500, 1), per=30)]
>>> price(Decimal(3), amount=Decimal("25000"))
Traceback (most recent call last):
vmo.records.RefusedError: fixed_fee: found a quantity of 3, expected none; a fixed fee counts no rows
"""

from decimal import Decimal
from fractions import Fraction

from vmo.pricing._billable import exact
from vmo.records import Priced, RefusedError


def price(quantity: Decimal | None, *, amount: Decimal, days: int = 1, window_days: int = 1) -> list[Priced]:
    """The amount, once (domain.md 4, row 8), or days of it (row 23), in the contract's currency."""
    if quantity is not None:
        raise RefusedError([f"fixed_fee: found a quantity of {quantity}, expected none; a fixed fee counts no rows"])
    fee = exact("amount", amount)
    if days == window_days:
        return [Priced(Decimal(1), "period", fee, Fraction(fee))]
    return [Priced(Decimal(days), "day", fee, Fraction(fee) * Fraction(days, window_days), per=window_days)]
