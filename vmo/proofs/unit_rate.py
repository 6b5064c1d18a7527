"""Unit rate, second calculation, from domain.md 4 (lines 1 to 4): units x rate.

>>> price(Fraction(12_000), rate=Decimal("3.00"))
[Fraction(36000, 1)]
>>> price(Fraction(12_000), rate="3.00")
Traceback (most recent call last):
vmo.records.RefusedError: rate: found '3.00', expected a number
"""

from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import number


def price(quantity: Fraction, *, rate: Decimal | int) -> list[Fraction]:
    """The exact amount of the one line. Raises RefusedError."""
    return [quantity * number("rate", rate)]
