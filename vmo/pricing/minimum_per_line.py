"""Minimum of a line: a count at a rate, and at least so much of money.

The minimum of a part of the window is due by days.

>>> [(line.unit, line.amount) for line in price(Decimal(100), rate=3, minimum=500)]
[('period', Fraction(500, 1))]
>>> [(line.unit, line.amount) for line in price(Decimal(200), rate=3, minimum=500)]
[('one', Fraction(600, 1))]
>>> price(Decimal(200), rate=3, minimum=-500)
Traceback (most recent call last):
vmo.records.RefusedError: minimum: found -500, expected 0 or more
"""

from decimal import Decimal

from vmo.pricing._lines import ONE, fee_of, line
from vmo.pricing._numbers import Number, exact, not_negative
from vmo.records import Priced, Unit


def price(
    quantity: Decimal, *, rate: Number, minimum: Number, unit: Unit = ONE, days: int = 1, window_days: int = 1
) -> list[Priced]:
    """One line: what was counted, or the minimum."""
    counted = line(quantity, exact("rate", rate), unit)
    least = fee_of(not_negative("minimum", minimum), days, window_days, "minimum")
    return [counted if counted.amount >= least.amount else least]
