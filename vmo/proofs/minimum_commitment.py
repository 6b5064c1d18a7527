"""Minimum commitment, second calculation, from domain.md 4 (line 13) and M6: max(usage, minimum) - usage.

>>> price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)})
[Fraction(8000, 1)]
>>> price(minimum=50_000, usage=["mail"], amounts={"voice": Decimal(42_000)})
Traceback (most recent call last):
vmo.records.RefusedError: usage: found ['mail'], expected charges
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero, spent
from vmo.records import RefusedError  # noqa: F401  the example names it


def price(
    *,
    minimum: Decimal | int,
    usage: str | Sequence[str],
    waived_by: Sequence[str] = (),
    amounts: Mapping[str, Decimal],
    missed: Collection[str] = (),
    days: int = 1,
    window_days: int = 1,
) -> list[Fraction]:
    """Exact shortfall before credits, none where there is none or it is waived. Raises RefusedError."""
    least = at_least_zero("minimum", minimum) / window_days * days
    lacking = least - spent(usage, amounts)
    return [lacking] if lacking > 0 and not any(one in missed for one in waived_by) else []
