"""True-up: in the last month of a contract year, what the year's charges lack to its minimum.

`year_begins` is the first month of the contract's year; a month that begins on another day than the first is the one it ends
in. The months before are taken as they were published; each of them must be. Outside the at-risk base unless the contract
names it there (domain.md 4, row 13; decision M6).

>>> year = {f"2025-{month:02}": {"voice": Decimal(40_000)} for month in range(1, 12)}
>>> december = {"first": date(2025, 12, 1), "amounts": {"voice": Decimal(50_000)}, "earlier": year}
>>> [line.amount for line in price(minimum=500_000, usage="all", **december)]
[Fraction(10000, 1)]
>>> price(minimum=500_000, usage="all", **{**december, "first": date(2025, 11, 1)})
[]
>>> price(minimum=500_000, usage="all", **{**december, "earlier": {}})
Traceback (most recent call last):
vmo.records.RefusedError: true_up: no published month 2025-01, 2025-02, ... 2025-11; run vmo month for each first
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._numbers import Number, not_negative
from vmo.pricing._usage import Usage, shortfall, used
from vmo.records import Priced, RefusedError

OF_THE_WINDOW = True
OUTSIDE_AT_RISK = True
MONTHS = 12


def price(
    *,
    minimum: Number,
    usage: Usage,
    year_begins: int = 1,
    first: date,
    window_last: date | None = None,
    amounts: Mapping[str, Decimal],
    earlier: Mapping[str, Mapping[str, Decimal]],
) -> list[Priced]:
    """The year's shortfall in its last month, if any; raises RefusedError where a month of the year is not published."""
    least = not_negative("minimum", minimum)
    if isinstance(year_begins, bool) or not isinstance(year_begins, int) or not 1 <= year_begins <= MONTHS:
        raise RefusedError([f"year_begins: found {year_begins!r}, expected a month, 1 to 12"])
    now = used(usage, amounts)
    month = window_last or first
    if (month.month - year_begins) % MONTHS != MONTHS - 1:
        return []
    months = [_before(month, back) for back in range(MONTHS - 1, 0, -1)]
    lacking = [month for month in months if month not in earlier]
    if lacking:
        raise RefusedError([f"true_up: no published month {', '.join(lacking)}; run vmo month for each first"])
    before = [_of_month(usage, earlier[month]) for month in months]
    spent = sum(before, now)
    return shortfall(Fraction(least), spent, "year", f"{plain(spent)} of {plain(least)} in the year")


def _of_month(usage: Usage, amounts: Mapping[str, Decimal]) -> Decimal:
    """What the charges came to in a month; one that was not charged then came to nothing."""
    return sum((amount for name, amount in amounts.items() if usage == "all" or name in usage), Decimal(0))


def _before(day: date, months: int) -> str:
    nth = day.year * MONTHS + day.month - 1 - months
    return f"{nth // MONTHS}-{nth % MONTHS + 1:02}"
