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
    minimums: Sequence[tuple[Decimal | int, int]] = (),
) -> list[Fraction]:
    """Exact shortfall before credits, none where there is none or it is waived. Raises RefusedError.

    `minimums` holds the one of each day, or of as many days as are told beside it.

    >>> price(minimum=30, usage="all", amounts={}, minimums=[(30, 1), (60, 2), (90, 1)], window_days=4)
    [Fraction(60, 1)]
    """
    least = at_least_zero("minimum", minimum) / window_days * days
    if minimums:
        least = sum(at_least_zero("minimum", one) * own for one, own in minimums) / Fraction(window_days)
    lacking = least - spent(usage, amounts)
    return [lacking] if lacking > 0 and not any(one in missed for one in waived_by) else []
