"""Fixed fee: one amount for the period, whatever was handled.

>>> price(None, amount=Decimal("25000"))
[Priced(quantity=Decimal('1'), unit='period', rate=Decimal('25000'), amount=Fraction(25000, 1), per=1)]
>>> price(Decimal(3), amount=Decimal("25000"))
Traceback (most recent call last):
vmo.records.RefusedError: fixed_fee: found a quantity of 3, expected none; a fixed fee counts no rows
"""

from decimal import Decimal
from fractions import Fraction

from vmo.pricing._billable import exact
from vmo.records import Priced, RefusedError


def price(quantity: Decimal | None, *, amount: Decimal) -> list[Priced]:
    """The amount, once (domain.md 4, row 8), in the contract's currency."""
    if quantity is not None:
        raise RefusedError(
            [f"fixed_fee: found a quantity of {quantity}, expected none; a fixed fee counts no rows"]
        )
    fee = exact("amount", amount)
    return [Priced(Decimal(1), "period", fee, Fraction(fee))]
