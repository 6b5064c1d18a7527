"""Terms of prices as every proof reads them: exact numbers, and bands from their limits."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.records import RefusedError

Steps = list[tuple[Fraction | None, Fraction]]


def number(term: str, value: Any) -> Fraction:
    """An exact number. Raises RefusedError."""
    if type(value) not in (int, Decimal):
        raise RefusedError([f"{term}: found {value!r}, expected a number"])
    return Fraction(value)


def at_least_zero(term: str, value: Any) -> Fraction:
    """Raises RefusedError for what is no number, or less than nothing."""
    if number(term, value) < 0:
        raise RefusedError([f"{term}: found {value}, expected 0 or more"])
    return Fraction(value)


def steps(bands: Any) -> Steps:
    """(limit, rate) of each band, from the lowest; the last has no limit (M4). Raises RefusedError."""
    if not isinstance(bands, Sequence) or isinstance(bands, str) or not bands:
        raise RefusedError([f"bands: found {bands!r}, expected bands"])
    found: Steps = []
    for one in bands:
        if not isinstance(one, dict) or not {"rate"} <= set(one) <= {"rate", "up_to"}:
            raise RefusedError([f"bands: found {one!r}, expected up_to and rate"])
        limit = number("bands: up_to", one["up_to"]) if "up_to" in one else None
        found.append((limit, number("bands: rate", one["rate"])))
    limits = [limit for limit, _ in found]
    if limits[-1] is not None or None in limits[:-1]:
        raise RefusedError(["bands: only the last band, and always the last, has no up_to"])
    rising = [Fraction(0), *(limit for limit in limits if limit is not None)]
    if sorted(set(rising)) != rising:
        raise RefusedError(["bands: up_to does not rise"])
    return found


def occupied(seats: Any, first: date, last: date, days_between: Any = None) -> Fraction:
    """Places x days from `first` to `last` on which each was there, day by day. Raises RefusedError."""
    groups = seats if isinstance(seats, list) else [{"seats": seats}]
    total = Fraction(0)
    for one in groups:
        if not isinstance(one, dict) or not {"seats"} <= set(one) <= {"seats", "from", "to"}:
            raise RefusedError([f"seats: found {one!r}, expected seats, from and to"])
        begin, end = one.get("from"), one.get("to")
        if any(type(day) is not date for day in (begin, end) if day is not None):
            raise RefusedError([f"seats: found {one!r}, expected days"])
        if begin and end and end < begin:
            raise RefusedError([f"seats: found {one!r}, which ends before it begins"])
        days = [
            day
            for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
            if (begin is None or begin <= day) and (end is None or day <= end)
        ]
        there = len(days) if days_between is None or not days else days_between(days[0], days[-1])
        total += at_least_zero("seats", one["seats"]) * there
    return total


def spent(usage: str | Sequence[str], amounts: Mapping[str, Decimal]) -> Fraction:
    """What the charges named came to together. Raises RefusedError."""
    names = list(amounts) if usage == "all" else usage
    if isinstance(names, str) or not (set(names) <= set(amounts)) or (not names and usage != "all"):
        raise RefusedError([f"usage: found {usage!r}, expected charges"])
    return sum((Fraction(amounts[name]) for name in names), Fraction(0))


def half_up(exact: Fraction, places: int) -> Fraction:
    """A rate to so many decimals, halves away from zero."""
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(-whole if exact < 0 else whole, 10**places)
