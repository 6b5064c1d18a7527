"""Minimum commitment, second calculation, from domain.md 4 (line 13, line 23) and M6: max(usage, minimum) - usage.

>>> price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)})
[Fraction(8000, 1)]
>>> price(minimum=50_000, usage=["mail"], amounts={"voice": Decimal(42_000)})
Traceback (most recent call last):
vmo.records.RefusedError: usage: found ['mail'], expected charges
"""

from collections.abc import Collection, Mapping, Sequence
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
    waived_by: Sequence[str] = (),
    amounts: Mapping[str, Decimal],
    missed: Collection[str] = (),
    days: int = 1,
    window_days: int = 1,
    in_parts: Sequence[Mapping[str, Any]] = (),
    dated: Sequence[tuple[str, date, date, Decimal]] = (),
) -> list[Fraction]:
    """Exact shortfall before credits, none where there is none or it is waived. Raises RefusedError.

    `in_parts` holds the terms of each day, or of several days, and how many of them count.

    >>> def day(n, minimum, waived_by=()):
    ...     own = {"minimum": minimum, "usage": "all", "waived_by": waived_by}
    ...     return {"first": date(2026, 6, n), "last": date(2026, 6, n), "days": 1, **own}
    >>> week = [day(1, 30), day(2, 60), day(3, 60), day(4, 90, ["sl"])]
    >>> price(minimum=30, usage="all", amounts={}, missed=["sl"], in_parts=week, window_days=4)
    [Fraction(75, 2)]
    """
    each = in_parts or [{"days": days, "minimum": minimum, "usage": usage, "waived_by": waived_by}]
    least = at_least_zero("minimum", minimum) * Fraction(days, window_days)
    if any(one["minimum"] != each[0]["minimum"] for one in each):
        least = sum(at_least_zero("minimum", one["minimum"]) * one["days"] for one in each) * Fraction(1, window_days)
    used = {repr(one["usage"]): spent(one["usage"], amounts) for one in each}
    lacking = least - (used.popitem()[1] if len(used) == 1 else _by_day(each, dated))
    asked = [one for one in each if not any(name in missed for name in one.get("waived_by", ()))]
    if asked and len(asked) < len(each):
        counted, every = sum(one["days"] for one in asked), sum(one["days"] for one in each)
        owed = sum(at_least_zero("minimum", one["minimum"]) * one["days"] for one in asked) * Fraction(1, window_days)
        lacking = min(lacking, owed - (least - lacking) * Fraction(counted, every)) if every else lacking
    return [lacking] if lacking > 0 and asked else []


def _by_day(each: Sequence[Mapping[str, Any]], dated: Sequence[tuple[str, date, date, Decimal]]) -> Fraction:
    """What the lines came to that count on each of their days; one that counts on some of them decides nothing."""
    found = Fraction(0)
    for name, begin, end, amount in dated:
        days = [date.fromordinal(n) for n in range(begin.toordinal(), end.toordinal() + 1)]
        named = [
            one["usage"] == "all" or name in one["usage"]
            for day in days
            for one in each
            if one["first"] <= day <= one["last"]
        ]
        if any(named) and not all(named):
            raise RefusedError([f"usage: {name} counts in some of the days {begin} to {end}"])
        found += Fraction(amount) if any(named) else Fraction(0)
    return found
