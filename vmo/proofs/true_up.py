"""True-up, second calculation, from domain.md 4 (line 13, annual, and line 23): minimum of a year - its usage, once a year.

>>> year = {f"2025-{month:02}": {"voice": Decimal(40_000)} for month in range(1, 12)}
>>> price(minimum=500_000, usage="all", first=date(2025, 12, 1), amounts={"voice": Decimal(50_000)}, earlier=year)
[Fraction(10000, 1)]
>>> price(minimum=500_000, usage="all", first=date(2025, 12, 1), amounts={"voice": Decimal(50_000)}, earlier={})
Traceback (most recent call last):
vmo.records.RefusedError: earlier: found 0 of 11 months of the year
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import at_least_zero, spent
from vmo.records import RefusedError


def price(
    *,
    minimum: Decimal | int,
    usage: str | Sequence[str],
    year_begins: int = 1,
    first: date,
    window_first: date | None = None,
    window_last: date | None = None,
    amounts: Mapping[str, Decimal],
    earlier: Mapping[str, Mapping[str, Decimal]],
    in_parts: Sequence[Mapping[str, Any]] = (),
) -> list[Fraction]:
    """Exact shortfall of the year that ends with the month, if any. Raises RefusedError.

    `in_parts` holds the terms of each day of the year on which the charge is due, or of several days.
    """
    least = at_least_zero("minimum", minimum)
    if type(year_begins) is not int or year_begins not in range(1, 13):
        raise RefusedError([f"year_begins: found {year_begins!r}, expected a month"])
    total = spent(usage, amounts)
    ends = 12 if year_begins == 1 else year_begins - 1
    closes = window_last if window_last is not None else first
    if closes.month != ends:
        return []
    starts = window_first if window_first is not None else first
    year, month, days = closes.year, closes.month, [*_days(starts, _a_month_on(starts))]
    wanted = found = 0
    for _ in range(11):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        of_month = [*_days(_a_month_back(starts), starts)]
        starts, days = of_month[0], [*of_month, *days]
        names = next((names for day in of_month if (names := _told(in_parts, day, "usage", usage))), None)
        if names is None:
            continue
        wanted += 1
        told = earlier.get(f"{year}-{month:02}")
        if told is not None:
            found += 1
            total += sum(
                (Fraction(amount) for name, amount in told.items() if names == "all" or name in names), Fraction(0)
            )
    if found < wanted:
        raise RefusedError([f"earlier: found {found} of {wanted} months of the year"])
    if in_parts:
        least = sum(
            (at_least_zero("minimum", _told(in_parts, day, "minimum", 0) or 0) for day in days), Fraction(0)
        ) / len(days)
    return [least - total] if total < least else []


def _told(parts: Sequence[Mapping[str, Any]], day: date, term: str, always: Any) -> Any:
    """What a term says on a day; nothing on one on which it is not in force."""
    return always if not parts else next((one[term] for one in parts if one["first"] <= day <= one["last"]), None)


def _days(begin: date, until: date) -> list[date]:
    return [date.fromordinal(n) for n in range(begin.toordinal(), until.toordinal())]


def _a_month_on(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, day.day)


def _a_month_back(day: date) -> date:
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, day.day)
