"""Proration, second calculation, from domain.md 4 (line 23): days active / days in the period, calendar, business or of 30.

>>> june = (date(2026, 6, 1), date(2026, 6, 30))
>>> part(date(2026, 6, 16), june[1], june, "calendar", ()), part(date(2026, 6, 16), june[1], june, "business", ())
((15, 30), (11, 22))
>>> part(date(2026, 7, 2), date(2026, 7, 31), (date(2026, 7, 1), date(2026, 7, 31)), "actual_30", ())
(30, 30)
"""

from collections.abc import Collection
from datetime import date, timedelta


def part(
    first: date, last: date, window: tuple[date, date], convention: str, closed: Collection[date]
) -> tuple[int, int]:
    """Days that count in a part, and in the whole; a whole window is a whole whatever its length."""
    if (first, last) == window:
        return 1, 1
    if convention == "actual_30":
        return counted(first, last, "calendar", ()), 30
    return counted(first, last, convention, closed), counted(*window, convention, closed)


def counted(first: date, last: date, convention: str, closed: Collection[date]) -> int:
    """Days from first to last, or the business days among them."""
    number, day = 0, first
    while day <= last:
        working = day.isoweekday() not in (6, 7) and day not in closed
        number += 1 if convention != "business" or working else 0
        day += timedelta(days=1)
    return number
