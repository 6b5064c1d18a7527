"""Unit rate: a count at one rate.

It prices every model that counts unless a charge names another price.

>>> [line.amount for line in price(Decimal(12_000), rate=Decimal("3.00"), unit=Unit("contact"))]
[Fraction(36000, 1)]
>>> price(Decimal(12_000), rate="3.00")
Traceback (most recent call last):
vmo.records.RefusedError: rate: found '3.00', expected a number, such as 0.85
"""

from decimal import Decimal

from vmo.pricing._lines import ONE, line
from vmo.pricing._numbers import Number, exact
from vmo.records import Priced, Unit


def price(quantity: Decimal, *, rate: Number, unit: Unit = ONE) -> list[Priced]:
    """One line, in the contract's currency. A negative rate takes back, as of sales that were cancelled."""
    return [line(quantity, exact("rate", rate), unit)]
