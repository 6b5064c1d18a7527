"""Cost-of-living adjustment: a rate that follows indices.

From the month `starts`, and every `every_months` after, the rate is p × (fixed share + Σ weight × index now ÷ index then);
fixed share and weights make 1. `now` is the month of the adjustment less `lag_months`, since an index is published late;
`then` is `base_month`, always (`base: fixed`) or for the first adjustment, and after that the month of the one before
(`base: chained`). No adjustment moves the rate by more than `cap_percent` up or `floor_percent` down against the one before
it. The result rounds to `places`, half up (domain.md 4, row 19; decision M11). A part of a window is charged at the
adjustment of its first day.

>>> terms = {
...     "fixed_share": Decimal("0.15"),
...     "parts": [
...         {"weight": Decimal("0.65"), "index": {"2024-12": 100, "2025-12": 108}},
...         {"weight": Decimal("0.20"), "index": {"2024-12": 100, "2025-12": 103}},
...     ],
...     "starts": "2026-01", "base": "chained", "base_month": "2024-12", "lag_months": 1, "places": 4,
... }
>>> adjust(Decimal(1), first=date(2026, 6, 1), **terms), adjust(Decimal(1), first=date(2026, 6, 1), cap_percent=5, **terms)
(Decimal('1.0580'), Decimal('1.0500'))
>>> adjust(Decimal(1), first=date(2027, 1, 1), **terms)
Traceback (most recent call last):
vmo.records.RefusedError: cola: index: no value of 2026-12, the last is 2025-12; add it to the table
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from vmo.money import at_places
from vmo.pricing import _tables
from vmo.pricing._numbers import Number, exact, not_negative, one_of, percent_of, positive
from vmo.records import RefusedError

PLACE = 1
NO_TABLES: _tables.Tables = {}

Base = Literal["chained", "fixed"]


def adjust(
    rate: Decimal,
    *,
    parts: Sequence[dict[str, Any]],
    starts: str,
    base_month: str,
    base: Base,
    places: int,
    fixed_share: Number = 0,
    every_months: int = 12,
    lag_months: int = 0,
    cap_percent: Number | None = None,
    floor_percent: Number | None = None,
    first: date | None = None,
    tables: _tables.Tables = NO_TABLES,
) -> Decimal:
    """The rate on the first day of the part; raises RefusedError for shares that do not make 1, or an index not published."""
    one_of("cola: base", base, get_args(Base))
    for term, number in (("every_months", every_months), ("lag_months", lag_months), ("places", places)):
        if isinstance(number, bool) or not isinstance(number, int) or number < (term == "every_months"):
            raise RefusedError([f"cola: {term}: found {number!r}, expected a whole number"])
    weighed = _parts(parts, not_negative("cola: fixed_share", fixed_share), tables)
    begin, then = _tables.ordinal(starts), _tables.ordinal(base_month)
    passed = -1 if first is None else first.year * _tables.MONTHS + first.month - 1 - begin
    months = [
        begin + nth * every_months - lag_months for nth in range(passed // every_months + 1 if passed >= 0 else 0)
    ]
    cap = None if cap_percent is None else Fraction(percent_of(not_negative("cola: cap_percent", cap_percent)))
    floor = None if floor_percent is None else Fraction(percent_of(not_negative("cola: floor_percent", floor_percent)))
    share, factor, before = Fraction(exact("cola: fixed_share", fixed_share)), Fraction(1), then
    for month in months:
        since = before if base == "chained" else then
        moved = share + sum((weight * _moved(index, since, month) for weight, index in weighed), Fraction(0))
        step = moved if base == "chained" else Fraction(moved) / factor
        step = step if cap is None else min(step, 1 + cap)
        step = step if floor is None else max(step, 1 - floor)
        factor, before = factor * step, month
    return at_places(Fraction(rate) * factor, places) if months else rate


def _parts(
    told: Sequence[dict[str, Any]], fixed: Decimal, tables: _tables.Tables
) -> list[tuple[Fraction, dict[str, Decimal]]]:
    found = []
    for one in told if isinstance(told, list | tuple) else []:
        if not isinstance(one, dict) or one.keys() != {"weight", "index"}:
            raise RefusedError([f"cola: parts: found {one!r}, expected weight and index"])
        weight = positive("cola: weight", one["weight"])
        found.append((Fraction(weight), _tables.of("cola: index", one["index"], tables)))
    together = Fraction(fixed) + sum((weight for weight, _ in found), Fraction(0))
    if together != 1:
        raise RefusedError([f"cola: fixed_share and weights make {_shown(together)}, expected 1"])
    return found


def _shown(number: Fraction) -> str:
    return str(at_places(number, 6).normalize())


def _moved(index: Mapping[str, Decimal], then: int, now: int) -> Fraction:
    before, after = (_tables.value("cola: index", index, _tables.month_of(nth)) for nth in (then, now))
    return Fraction(after) / Fraction(before)
