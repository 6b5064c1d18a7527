"""Full outsourcing by places, second calculation, from domain.md 4 (lines 5, 23): places x rate, by calendar days.

>>> june = {"first": date(2025, 6, 1), "last": date(2025, 6, 30), "window_days": 30}
>>> price(seats=[{"seats": 11}, {"seats": 1, "from": date(2025, 6, 16)}], rate=2150, **june)
[Fraction(24725, 1)]
>>> price(seats=[{"seats": -1}], rate=2150, **june)
Traceback (most recent call last):
vmo.records.RefusedError: seats: found -1, expected 0 or more
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import number, occupied


def price(
    *, seats: Any, rate: Decimal | int, first: date, last: date, window_days: int, days_between: Any = None
) -> list[Fraction]:
    """Exact amount of the window's place-days. Raises RefusedError."""
    return [occupied(seats, first, last, days_between) * number("rate", rate) / window_days]
