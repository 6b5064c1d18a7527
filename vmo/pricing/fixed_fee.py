"""Fixed fee: one amount for the period, whatever was handled; by days where it stands for a part of it.

>>> price(amount=Decimal("25000"))
[Priced(quantity=Decimal('1'), unit='period', rate=Decimal('25000'), amount=Fraction(25000, 1), per=1, note='')]
>>> price(amount=Decimal("25000"), days=15, window_days=30)
[Priced(quantity=Decimal('15'), unit='day', rate=Decimal('25000'), amount=Fraction(12500, 1), per=30, note='')]
>>> price(amount="25000")
Traceback (most recent call last):
vmo.records.RefusedError: amount: found '25000', expected a number, such as 0.85
"""

from decimal import Decimal  # noqa: F401  the example uses it

from vmo.pricing._lines import fee_of
from vmo.pricing._numbers import Number, exact
from vmo.records import Priced


def price(*, amount: Number, days: int = 1, window_days: int = 1) -> list[Priced]:
    """The amount, once (domain.md 4, row 8), or days of it (row 23), in the contract's currency."""
    return [fee_of(exact("amount", amount), days, window_days)]
