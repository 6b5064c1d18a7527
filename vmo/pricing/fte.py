"""Full outsourcing, per place: people with premises, telecom and equipment, at one rate for a month (全包).

Places of a part of the month count by their calendar days (domain.md 4, row 5). The line is in months where the days of each
group are a decimal part of the month's, as all of them or 15 of 30, and else, as with 16 of 31, in days at the rate for the
month's days; how many places there are never decides that. With `backfill_days` a place that somebody
left is paid for so many calendar days more, in which it is to be filled: its group says `left`, the last day of who went, and
`filled`, the first day of who came, once that is known. It is paid again from there.

>>> june = {"first": date(2025, 6, 1), "last": date(2025, 6, 30), "window_days": 30}
>>> places = [{"seats": 11}, {"seats": 1, "from": date(2025, 6, 16)}]
>>> [(str(line.quantity), line.amount) for line in price(seats=places, rate=2150, **june)]
[('11.5', Fraction(24725, 1))]
>>> left = [{"seats": 1, "left": date(2025, 6, 10), "filled": date(2025, 6, 26)}]
>>> [str(line.quantity) for line in price(seats=left, rate=2150, backfill_days=10, **june)]  # 20 June is the tenth day
['25']
>>> price(seats=[{"seats": 1, "since": 3}], rate=2150, **june)
Traceback (most recent call last):
vmo.records.RefusedError: seats: found {'seats': 1, 'since': 3}, expected groups with seats, from and to, such as ...
"""

from datetime import date, timedelta
from typing import Any

from vmo.pricing._numbers import Number
from vmo.pricing._places import Count, Told, every_day, priced
from vmo.records import Priced, RefusedError

REWARDS, HELD_BACK_BY = "idle time", ("occupancy", "utilisation", "efficiency")


def price(
    *,
    seats: Told,
    rate: Number,
    first: date,
    last: date,
    window_days: int,
    days_between: Count = every_day,
    backfill_days: int | None = None,
) -> list[Priced]:
    """Places × rate, in the contract's currency."""
    held = seats if backfill_days is None else _held(seats, backfill_days)
    return priced(held, rate, first, last, window_days, "FTE", days_between)


def _held(seats: Told, backfill_days: Any) -> Told:
    """The groups, of each that somebody left the days that are paid."""
    if isinstance(backfill_days, bool) or not isinstance(backfill_days, int) or backfill_days < 0:
        raise RefusedError([f"backfill_days: found {backfill_days!r}, expected a whole number of days, 0 or more"])
    if not isinstance(seats, list | tuple):
        return seats
    return [
        paid
        for one in seats
        for paid in (_paid(one, backfill_days) if isinstance(one, dict) and "left" in one else [one])
    ]


def _paid(group: dict[str, Any], backfill_days: int) -> list[dict[str, Any]]:
    left, filled = group["left"], group.get("filled", date.max)
    if not isinstance(left, date) or not isinstance(filled, date) or not group.get("from", left) <= left < filled:
        expected = "`left` on a day such as 2026-06-16 on which it was there, and `filled` after it"
        raise RefusedError([f"seats: found {group!r}, expected {expected}"])
    rest = {name: value for name, value in group.items() if name not in ("left", "filled")}
    until = left + timedelta(backfill_days)
    if filled <= until + timedelta(1):
        return [rest]
    kept = {**rest, "to": min(until, rest.get("to", until))}
    if filled == date.max or filled > rest.get("to", filled):
        return [kept]
    return [kept, {**rest, "from": max(filled, rest.get("from", filled))}]
