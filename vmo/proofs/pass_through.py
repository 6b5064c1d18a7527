"""Pass-through, second calculation, from domain.md 4 (line 16): cost x (1 + markup).

>>> price(Fraction("3412.37"))
[Fraction(341237, 100)]
>>> price(Fraction(1), markup_percent=-5)
Traceback (most recent call last):
vmo.records.RefusedError: markup_percent: found -5, expected 0 or more
"""

from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero


def price(quantity: Fraction, *, markup_percent: Decimal | int = 0) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    return [quantity * (100 + at_least_zero("markup_percent", markup_percent)) / 100]
