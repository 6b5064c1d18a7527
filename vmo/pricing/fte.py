"""Full outsourcing, per place: people with premises, telecom and equipment, at one rate for a month (全包).

Places of a part of the month count by their calendar days (domain.md 4, row 5).

>>> june = {"first": date(2025, 6, 1), "last": date(2025, 6, 30), "window_days": 30}
>>> places = [{"seats": 11}, {"seats": 1, "from": date(2025, 6, 16)}]
>>> [(str(line.quantity), line.amount) for line in price(seats=places, rate=2150, **june)]
[('11.5', Fraction(24725, 1))]
>>> price(seats=[{"seats": 1, "since": 3}], rate=2150, **june)
Traceback (most recent call last):
vmo.records.RefusedError: seats: found {'seats': 1, 'since': 3}, expected groups with seats, from and to, such as ...
"""

from datetime import date

from vmo.pricing._numbers import Number
from vmo.pricing._places import Count, Told, every_day, priced
from vmo.records import Priced

REWARDS, HELD_BACK_BY = "idle time", ("occupancy", "utilisation", "efficiency")


def price(
    *, seats: Told, rate: Number, first: date, last: date, window_days: int, days_between: Count = every_day
) -> list[Priced]:
    """Places × rate, in the contract's currency."""
    return priced(seats, rate, first, last, window_days, "FTE", days_between)
