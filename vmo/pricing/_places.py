"""Places: people or seats that are paid by the month, those of a part of it by their days.

`seats` is a number, or a list of groups, each with `seats` and perhaps the days `from` and `to` on which it begins and
ends: 11 and one from 16 June are 11.5 of June.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.pricing._lines import decimal_of
from vmo.pricing._numbers import Number, exact, not_negative
from vmo.records import Priced, RefusedError

Told = Number | Sequence[dict[str, Any]]
GROUP = "[{seats: 11}, {seats: 1, from: 2026-06-16}]"

Count = Callable[[date, date], int]


def every_day(first: date, last: date) -> int:
    """The days from first to last."""
    return max((last - first).days + 1, 0)


def priced(
    seats: Told, rate: Number, first: date, last: date, window_days: int, name: str, count: Count = every_day
) -> list[Priced]:
    """One line: months of a place, or its days at the rate for `window_days` where these make no decimal.

    `count` says how many days count from a first to a last day.
    """
    spent = place_days(seats, first, last, count)
    each = exact("rate", rate)
    amount = Fraction(spent) / window_days * Fraction(each)
    months = decimal_of(Fraction(spent) / window_days)
    if months is not None:
        return [Priced(months, name, each, amount)]
    return [Priced(spent, f"{name} day", each, amount, window_days)]


def place_days(seats: Told, first: date, last: date, count: Count = every_day) -> Decimal:
    """The days from first to last on which each place is there, added up."""
    return sum((_days(one, first, last, count) for one in _groups(seats)), Decimal(0))


def _groups(seats: Any) -> list[dict[str, Any]]:
    if not isinstance(seats, list | tuple):
        return [{"seats": seats}]
    for one in seats:
        if not isinstance(one, dict) or "seats" not in one or one.keys() - {"seats", "from", "to"}:
            raise RefusedError([f"seats: found {one!r}, expected groups with seats, from and to, such as {GROUP}"])
    return list(seats)


def _days(group: dict[str, Any], first: date, last: date, count: Count) -> Decimal:
    """The days of a group in the window, times its places."""
    begin, end = group.get("from", first), group.get("to", last)
    for key, day in (("from", begin), ("to", end)):
        if not isinstance(day, date):
            raise RefusedError([f"seats: {key}: found {day!r}, expected a day such as 2026-06-16, without quotes"])
    if "from" in group and "to" in group and begin > end:
        raise RefusedError([f"seats: a group begins on {begin} and ends on {end}, before that; change one of them"])
    number = not_negative("seats", group["seats"])
    return number * count(max(begin, first), min(end, last))
