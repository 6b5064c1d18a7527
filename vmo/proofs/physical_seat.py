"""Physical seats, second calculation, from domain.md 4 (line 6): seats x days occupied / days x rate.

>>> june = {"first": date(2025, 6, 1), "last": date(2025, 6, 30), "window_days": 30}
>>> price(seats=40, rate=650, **june)
[Fraction(26000, 1)]
>>> price(seats="40", rate=650, **june)
Traceback (most recent call last):
vmo.records.RefusedError: seats: found '40', expected a number
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import number, occupied


def price(
    *, seats: Any, rate: Decimal | int, first: date, last: date, window_days: int, days_between: Any = None
) -> list[Fraction]:
    """Exact amount of the days that seats were occupied. Raises RefusedError."""
    return [occupied(seats, first, last, days_between) * number("rate", rate) / window_days]
