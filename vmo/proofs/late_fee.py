"""Late fee, second calculation, from domain.md 4 (line 24) and M11: amount x rate x days / 365, day by day.

>>> told = {"reference_percent": {date(2026, 1, 1): Decimal("2.15")}}
>>> owed = {"amount": Decimal(120_000), "due_on": date(2026, 3, 31), "paid_on": date(2026, 4, 17)}
>>> round(sum(price(**told, **owed)), 2)
Fraction(56729, 100)
>>> price(day_count=365.25, **told, **owed)
Traceback (most recent call last):
vmo.records.RefusedError: day_count: found 365.25, expected 365 or 360
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero, number
from vmo.records import RefusedError


def price(
    *,
    reference_percent: Mapping[date, Decimal | int],
    margin_points: Decimal | int = 8,
    day_count: int = 365,
    fixed_sum: Decimal | int = 0,
    amount: Decimal,
    due_on: date,
    paid_on: date,
    disputed: Decimal = Decimal(0),
) -> list[Fraction]:
    """Exact interest of each stretch of one rate, then the fixed sum. Raises RefusedError."""
    if day_count not in (360, 365):
        raise RefusedError([f"day_count: found {day_count!r}, expected 365 or 360"])
    if not reference_percent:
        raise RefusedError(["reference_percent: found none"])
    undisputed = at_least_zero("amount", amount) - at_least_zero("disputed", disputed)
    fixed = at_least_zero("fixed_sum", fixed_sum)
    stretches: dict[date, Fraction] = {}
    day = due_on + timedelta(days=1)
    while day <= paid_on and undisputed > 0:
        known = [first for first in reference_percent if first <= day]
        if not known:
            raise RefusedError([f"reference_percent: no rate of {day}"])
        percent = number("reference_percent", reference_percent[max(known)]) + number("margin_points", margin_points)
        stretches[max(known)] = stretches.get(max(known), Fraction(0)) + undisputed * percent * Fraction(
            1, 100 * day_count
        )
        day += timedelta(days=1)
    return [*stretches.values(), *([fixed] if fixed and stretches else [])]
