"""Cost-of-living adjustment, second calculation, from domain.md 4 (line 19) and M11.

p1 = p0 x (f + w x L1/L0 + c x I1/I0), f + w + c = 1, each step within cap and floor, the rate rounded to its places.

>>> index = {"2024-12": 100, "2025-12": 108}
>>> terms = {"parts": [{"weight": 1, "index": index}], "starts": "2026-01", "base_month": "2024-12", "base": "fixed"}
>>> adjust(Fraction(1), first=date(2026, 1, 1), lag_months=1, places=4, **terms)
Fraction(27, 25)
>>> adjust(Fraction(1), first=date(2026, 1, 1), fixed_share=1, places=4, **terms)
Traceback (most recent call last):
vmo.records.RefusedError: cola: shares: found 2 together, expected 1
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import at_least_zero, half_up, number
from vmo.records import RefusedError

Number = Decimal | int
Values = Mapping[str, Number]


def adjust(
    rate: Fraction,
    *,
    parts: Sequence[dict[str, Any]],
    starts: str,
    base_month: str,
    base: str,
    places: int,
    fixed_share: Number = 0,
    every_months: int = 12,
    lag_months: int = 0,
    cap_percent: Number | None = None,
    floor_percent: Number | None = None,
    first: date | None = None,
    tables: Mapping[str, Values] | None = None,
) -> Fraction:
    """The rate after every adjustment up to the first day. Raises RefusedError."""
    if base not in ("chained", "fixed"):
        raise RefusedError([f"cola: base: found {base!r}, expected chained or fixed"])
    if any(type(one) is not int for one in (every_months, lag_months, places)) or every_months < 1:
        raise RefusedError(["cola: every_months, lag_months, places: expected whole numbers"])
    indices = [(number("cola: weight", one["weight"]), _values(one["index"], tables or {})) for one in parts]
    shares = at_least_zero("cola: fixed_share", fixed_share) + sum(weight for weight, _ in indices)
    if shares != 1:
        raise RefusedError([f"cola: shares: found {shares} together, expected 1"])
    year, month = _month(starts)
    now, previous = Fraction(1), _month(base_month)
    adjusted = False
    while first is not None and (year, month) <= (first.year, first.month):
        told = _add(year, month, -lag_months)
        compared = previous if base == "chained" else _month(base_month)
        raw = Fraction(fixed_share) + sum(
            (weight * Fraction(_of(index, told), _of(index, compared)) for weight, index in indices), Fraction(0)
        )
        wanted = now * raw if base == "chained" else raw
        if cap_percent is not None and wanted > now * (100 + at_least_zero("cola: cap_percent", cap_percent)) / 100:
            wanted = now * (100 + Fraction(cap_percent)) / 100
        if (
            floor_percent is not None
            and wanted < now * (100 - at_least_zero("cola: floor_percent", floor_percent)) / 100
        ):
            wanted = now * (100 - Fraction(floor_percent)) / 100
        now, previous, adjusted = wanted, told, True
        year, month = _add(year, month, every_months)
    return half_up(rate * now, places) if adjusted else rate


def _values(named: Any, tables: Mapping[str, Values]) -> Values:
    if isinstance(named, str):
        if named not in tables:
            raise RefusedError([f"cola: index: found {named!r}, which is no table"])
        return tables[named]
    return {str(when): value for when, value in named.items()}


def _of(index: Values, when: tuple[int, int]) -> Fraction:
    key = f"{when[0]:04}-{when[1]:02}"
    if key not in index:
        raise RefusedError([f"cola: index: no value of {key}"])
    return Fraction(index[key])


def _month(text: str) -> tuple[int, int]:
    if len(str(text)) != len("2026-01"):
        raise RefusedError([f"cola: found {text!r}, expected a month"])
    return int(text[:4]), int(text[5:])


def _add(year: int, month: int, months: int) -> tuple[int, int]:
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    return year, month
