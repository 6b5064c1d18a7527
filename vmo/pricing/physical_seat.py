"""Physical seat: a workplace without staff and without telecom, at one rate for a month (物理坐席).

Seats of a part of the month count by their calendar days, and are shown in months or in days by the rule of `fte`.
Staff and telecom are the client's, so only the systems and the seats themselves can bear credits (domain.md 4, row 6).

>>> june = {"first": date(2025, 6, 1), "last": date(2025, 6, 30), "window_days": 30}
>>> [line.amount for line in price(seats=40, rate=650, **june)]
[Fraction(26000, 1)]
>>> price(seats="40", rate=650, **june)
Traceback (most recent call last):
vmo.records.RefusedError: seats: found '40', expected a number, such as 0.85
"""

from datetime import date

from vmo.pricing._numbers import Number
from vmo.pricing._places import Count, Told, every_day, priced
from vmo.records import Priced

STAFFED = False


def price(
    *, seats: Told, rate: Number, first: date, last: date, window_days: int, days_between: Count = every_day
) -> list[Priced]:
    """Seats × rate, in the contract's currency."""
    return priced(seats, rate, first, last, window_days, "seat", days_between)
