"""Compared: the value as it is compared and priced: exact, or rounded first where the contract says so (domain.md 1.0)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import to_compare
from vmo.terms import Measure, Rounding


def rounded(value: Fraction | None, rounding: Rounding | None) -> Decimal | None:
    """The value in the digits of the contract; None where it is compared exactly, or there is none.

    >>> rounded(Fraction(7996, 100), Rounding(digits=1)), rounded(Fraction(7996, 100), None)
    (Decimal('80.0'), None)
    """
    return None if value is None or rounding is None else to_compare(value, rounding.digits, rounding.mode)


def compared(value: Fraction | None, rounding: Rounding | None) -> Fraction | None:
    """What is compared."""
    found = rounded(value, rounding)
    return value if found is None else Fraction(found)


def rounding_on(measure: Measure, day: date) -> Rounding | None:
    """How a measure's values are rounded on a day; not at all before the term's first."""
    told = measure.round_before_compare
    return told.on(day) if told and min(told.root) <= day else None
