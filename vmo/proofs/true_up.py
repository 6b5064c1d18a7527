"""True-up, second calculation, from domain.md 4 (line 13, annual): minimum of a year - its usage, once a year.

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

from vmo.proofs._prices import at_least_zero, spent
from vmo.records import RefusedError


def price(
    *,
    minimum: Decimal | int,
    usage: str | Sequence[str],
    year_begins: int = 1,
    first: date,
    window_last: date | None = None,
    amounts: Mapping[str, Decimal],
    earlier: Mapping[str, Mapping[str, Decimal]],
) -> list[Fraction]:
    """Exact shortfall of the year that ends with the month, if any. Raises RefusedError."""
    least = at_least_zero("minimum", minimum)
    if type(year_begins) is not int or year_begins not in range(1, 13):
        raise RefusedError([f"year_begins: found {year_begins!r}, expected a month"])
    total = spent(usage, amounts)
    ends = 12 if year_begins == 1 else year_begins - 1
    closes = window_last if window_last is not None else first
    if closes.month != ends:
        return []
    year, month, found = closes.year, closes.month, 0
    for _ in range(11):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        told = earlier.get(f"{year}-{month:02}")
        if told is not None:
            found += 1
            total += sum(
                (Fraction(amount) for name, amount in told.items() if usage == "all" or name in usage), Fraction(0)
            )
    if found < 11:
        raise RefusedError([f"earlier: found {found} of 11 months of the year"])
    return [least - total] if total < least else []
