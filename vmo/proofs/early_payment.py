"""Early payment, second calculation, from domain.md 4 (line 25): the base net of credits x percent, taken off.

>>> document = {"net": Decimal("116964.62"), "gross": Decimal("116964.62"), "issued_on": date(2025, 7, 1)}
>>> round(price(percent=2, within_days=10, paid_on=date(2025, 7, 11), **document)[0], 2)
Fraction(-233929, 100)
>>> price(percent=2, within_days=10, base="due", paid_on=date(2025, 7, 11), **document)
Traceback (most recent call last):
vmo.records.RefusedError: base: found 'due', expected net or gross
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero
from vmo.records import RefusedError


def price(
    *,
    percent: Decimal | int,
    within_days: int,
    base: str = "net",
    net: Decimal,
    gross: Decimal,
    issued_on: date,
    paid_on: date,
) -> list[Fraction]:
    """Exact discount, of no line where there is none. Raises RefusedError."""
    if base not in ("net", "gross"):
        raise RefusedError([f"base: found {base!r}, expected net or gross"])
    if at_least_zero("percent", percent) > 100 or type(within_days) is not int or within_days < 0:
        raise RefusedError([f"percent: found {percent} within {within_days} days"])
    amount = {"net": net, "gross": gross}[base]
    in_time = paid_on <= issued_on + timedelta(days=within_days)
    return [-Fraction(amount) * Fraction(percent) / 100] if in_time and percent else []
