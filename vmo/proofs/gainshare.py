"""Gainshare, second calculation, from domain.md 4 (line 10): share x max(0, baseline - actual - dead band).

>>> price(Fraction(440_000), baseline=500_000, deadband=10_000, share_percent=30)
[Fraction(15000, 1)]
>>> price(Fraction(440_000), baseline=500_000, share_percent=101)
Traceback (most recent call last):
vmo.records.RefusedError: share_percent: found 101, expected at most the whole
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero, number
from vmo.records import RefusedError


def price(
    quantity: Fraction,
    *,
    baseline: Decimal | int,
    share_percent: Decimal | int,
    deadband: Decimal | int = 0,
    volume_of: str | None = None,
    volumes: Mapping[str, Fraction] | None = None,
) -> list[Fraction]:
    """Exact amount, of no line where it is nothing. Raises RefusedError."""
    share = at_least_zero("share_percent", share_percent) / 100
    if share > 1:
        raise RefusedError([f"share_percent: found {share_percent}, expected at most the whole"])
    if volume_of is not None and volume_of not in (volumes or {}):
        raise RefusedError([f"volume_of: found {volume_of!r}, expected a charge that is counted"])
    normal = number("baseline", baseline) * ((volumes or {})[volume_of] if volume_of is not None else 1)
    gain = normal - quantity - at_least_zero("deadband", deadband)
    return [gain * share] if gain > 0 else []
