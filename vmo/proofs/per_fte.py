"""Full outsourcing by hours, second calculation, from domain.md 4 (line 5): hours / standard hours x rate.

With an attendance threshold the places ordered are due as a whole once their hours reach it.

>>> price(Fraction(1840), rate=2150, standard_hours=160)
[Fraction(24725, 1)]
>>> june = {"first": date(2026, 6, 1), "last": date(2026, 6, 30), "window_days": 30}
>>> price(Fraction(1520), rate=2150, standard_hours=160, seats=10, attendance_percent=95, **june)
[Fraction(21500, 1)]
>>> price(Fraction(1840), rate=2150, standard_hours=0)
Traceback (most recent call last):
vmo.records.RefusedError: standard_hours: found 0, expected hours of a month
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import number, occupied
from vmo.records import RefusedError


def price(
    quantity: Fraction,
    *,
    rate: Decimal | int,
    standard_hours: Any,
    seats: Any = None,
    attendance_percent: Decimal | int | None = None,
    first: date | None = None,
    last: date | None = None,
    window_days: int = 0,
    window_last: date | None = None,
    days_between: Any = None,
) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    month = window_last or first
    by_month = standard_hours if isinstance(standard_hours, dict) else {}
    if by_month and month and month.month not in by_month:
        raise RefusedError([f"standard_hours: found none of month {month.month}"])
    told = by_month[month.month] if by_month and month else next(iter(by_month.values()), standard_hours)
    for hours in [told, *by_month.values()]:
        if number("standard_hours", hours) <= 0:
            raise RefusedError([f"standard_hours: found {hours}, expected hours of a month"])
    places = quantity / number("standard_hours", told)
    if (seats is None) != (attendance_percent is None):
        raise RefusedError(["seats, attendance_percent: one is missing; they go together"])
    if attendance_percent is not None:
        least = number("attendance_percent", attendance_percent)
        if not 0 < least <= 100:
            raise RefusedError([f"attendance_percent: found {attendance_percent}, expected above 0, to 100"])
        if first is None or last is None:
            raise RefusedError(["seats: their days are not told"])
        ordered = occupied(seats, first, last, days_between) * Fraction(1, window_days)
        if 100 * places >= least * ordered:
            places = ordered
    return [places * number("rate", rate)]
