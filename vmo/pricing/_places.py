"""Places: people or seats that are paid by the month, those of a part of it by their days.

`seats` is a number, or a list of groups, each with `seats` and perhaps the days `from` and `to` on which it begins and
ends: 11 and one from 16 June are 11.5 of June. A line is in months where the days of every group are a decimal part of the
month's, as all of them, or 15 of 30; where those of one group are not, as 16 of 31, it is in days, at the rate for
the month's days. The days of the groups alone decide, not how many places they hold nor what these come to together.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.pricing._lines import ALL_PLACES, decimal_of
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
    """One line: months of a place, or its days at the rate for `window_days`.

    `count` says how many days count from a first to a last day.
    """
    groups = [_present(one, first, last, count) for one in _groups(seats)]
    each, spent = exact("rate", rate), sum((places * days for places, days in groups), Decimal(0))
    amount = Fraction(spent) / window_days * Fraction(each)
    by_months = all(decimal_of(Fraction(days, window_days)) is not None for _, days in groups)
    months = decimal_of(Fraction(spent) / window_days, most=ALL_PLACES) if by_months else None
    if months is not None:
        return [Priced(months, name, each, amount)]
    return [Priced(spent, f"{name} day", each, amount, window_days)]


def place_days(seats: Told, first: date, last: date, count: Count = every_day) -> Decimal:
    """The days from first to last on which each place is there, added up."""
    groups = [_present(one, first, last, count) for one in _groups(seats)]
    return sum((places * days for places, days in groups), Decimal(0))


def _groups(seats: Any) -> list[dict[str, Any]]:
    if not isinstance(seats, list | tuple):
        return [{"seats": seats}]
    for one in seats:
        if not isinstance(one, dict) or "seats" not in one or one.keys() - {"seats", "from", "to"}:
            raise RefusedError([f"seats: found {one!r}, expected groups with seats, from and to, such as {GROUP}"])
    return list(seats)


def _present(group: dict[str, Any], first: date, last: date, count: Count) -> tuple[Decimal, int]:
    """The places of a group, and its days in the window."""
    begin, end = group.get("from", first), group.get("to", last)
    for key, day in (("from", begin), ("to", end)):
        if not isinstance(day, date):
            raise RefusedError([f"seats: {key}: found {day!r}, expected a day such as 2026-06-16, without quotes"])
    if "from" in group and "to" in group and begin > end:
        raise RefusedError([f"seats: a group begins on {begin} and ends on {end}, before that; change one of them"])
    return not_negative("seats", group["seats"]), count(max(begin, first), min(end, last))
