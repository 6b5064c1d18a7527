"""Full outsourcing by places, second calculation, from domain.md 4 (lines 5, 23): places x rate, by calendar days.

>>> june = {"first": date(2025, 6, 1), "last": date(2025, 6, 30), "window_days": 30}
>>> price(seats=[{"seats": 11}, {"seats": 1, "from": date(2025, 6, 16)}], rate=2150, **june)
[Fraction(24725, 1)]
>>> price(seats=[{"seats": -1}], rate=2150, **june)
Traceback (most recent call last):
vmo.records.RefusedError: seats: found -1, expected 0 or more
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import number, occupied
from vmo.records import RefusedError


def price(
    *,
    seats: Any,
    rate: Decimal | int,
    first: date,
    last: date,
    window_days: int,
    days_between: Any = None,
    backfill_days: int | None = None,
) -> list[Fraction]:
    """Exact amount of the window's place-days. Raises RefusedError."""
    there = occupied(seats, first, last, days_between) if backfill_days is None else Fraction(0)
    if backfill_days is not None:
        if type(backfill_days) is not int or backfill_days < 0:
            raise RefusedError([f"backfill_days: found {backfill_days!r}, expected days"])
        for group in seats if isinstance(seats, list) else [{"seats": seats}]:
            there += _kept(group, first, last, days_between, backfill_days)
    return [there * number("rate", rate) / window_days]


def _kept(group: Any, first: date, last: date, days_between: Any, backfill_days: int) -> Fraction:
    """The paid days of a group, one by one: none while a place that somebody left stays empty beyond the days for that."""
    left, filled = group.get("left"), group.get("filled")
    if left is None and filled is None:
        return occupied([group], first, last, days_between)
    if type(left) is not date or (filled is not None and (type(filled) is not date or filled <= left)):
        raise RefusedError([f"seats: found {group!r}, expected left, and filled after it"])
    if "from" in group and left < group["from"]:
        raise RefusedError([f"seats: found {group!r}, which was left before it began"])
    place = {name: value for name, value in group.items() if name not in ("left", "filled")}
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    empty = [day for day in days if (day - left).days > backfill_days and (filled is None or day < filled)]
    if not empty:
        return occupied([place], first, last, days_between)
    return sum(
        (occupied([place], day, day, days_between) for day in days if day not in empty), occupied([place], last, first)
    )
