"""Full outsourcing by hours, second calculation, from domain.md 4 (line 5): hours / standard hours x rate.

>>> price(Fraction(1840), rate=2150, standard_hours=160)
[Fraction(24725, 1)]
>>> price(Fraction(1840), rate=2150, standard_hours=0)
Traceback (most recent call last):
vmo.records.RefusedError: standard_hours: found 0, expected hours of a month
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import number
from vmo.records import RefusedError


def price(
    quantity: Fraction,
    *,
    rate: Decimal | int,
    standard_hours: Any,
    first: date | None = None,
    window_last: date | None = None,
) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    first = window_last or first
    by_month = standard_hours if isinstance(standard_hours, dict) else {}
    if by_month and first and first.month not in by_month:
        raise RefusedError([f"standard_hours: found none of month {first.month}"])
    told = by_month[first.month] if by_month and first else next(iter(by_month.values()), standard_hours)
    for hours in [told, *by_month.values()]:
        if number("standard_hours", hours) <= 0:
            raise RefusedError([f"standard_hours: found {hours}, expected hours of a month"])
    return [quantity * number("rate", rate) / number("standard_hours", told)]
