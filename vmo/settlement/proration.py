"""Proration: the days of a part of a window, out of those of the whole (domain.md 4, row 23).

`calendar` counts every day; `business` Monday to Friday without the contract's holidays; `actual_30` the days of a part out of
30, and a whole window as a whole.
"""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial

from vmo.calendars import days
from vmo.records import RefusedError

CALENDAR, BUSINESS, ACTUAL_30 = "calendar", "business", "actual_30"
CONVENTIONS = (CALENDAR, BUSINESS, ACTUAL_30)
THIRTY, SATURDAY = 30, 5

Count = Callable[[date, date], int]


def days_between(convention: str, holidays: Collection[date]) -> Count:
    """How many days count from a first to a last day; raises RefusedError for a convention of another name.

    >>> days_between("business", [date(2026, 6, 19)])(date(2026, 6, 15), date(2026, 6, 30))
    11
    """
    if convention not in CONVENTIONS:
        raise RefusedError([f"proration: found {convention!r}, expected one of {', '.join(CONVENTIONS)}"])
    return partial(_business, holidays) if convention == BUSINESS else _every


def out_of(convention: str, count: Count, first: date, last: date) -> int:
    """The days that make a whole window; raises RefusedError for a window without one."""
    if convention == ACTUAL_30:
        return THIRTY
    found = count(first, last)
    if not found:
        raise RefusedError([f"proration: no business day from {first} to {last}"])
    return found


def counted(convention: str, count: Count, window: tuple[date, date]) -> Count:
    """The same, and of the whole window the days that make it one.

    >>> july = counted(ACTUAL_30, _every, (date(2026, 7, 1), date(2026, 7, 31)))
    >>> july(date(2026, 7, 1), date(2026, 7, 31)), july(date(2026, 7, 16), date(2026, 7, 31))
    (30, 16)
    """
    whole = out_of(convention, count, *window)
    return lambda first, last: whole if (first, last) == window else count(first, last)


def _every(first: date, last: date) -> int:
    return max((last - first).days + 1, 0)


def _business(holidays: Collection[date], first: date, last: date) -> int:
    return sum(1 for day in days(first, last) if day.weekday() < SATURDAY and day not in holidays)
