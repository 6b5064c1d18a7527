"""Surcharge, second calculation, from domain.md 4 (line 18): p x a.

>>> adjust(Fraction(85, 100), percent=10)
Fraction(17, 200)
>>> adjust(Fraction(85, 100), percent=-1)
Traceback (most recent call last):
vmo.records.RefusedError: percent: found -1, expected more than 0
"""

from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import number
from vmo.records import RefusedError


def adjust(rate: Fraction, *, percent: Decimal | int) -> Fraction:
    """What is added. Raises RefusedError."""
    if number("percent", percent) <= 0:
        raise RefusedError([f"percent: found {percent}, expected more than 0"])
    return rate * Fraction(percent) / 100
