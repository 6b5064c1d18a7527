"""Minimum commitment: where the charges of a window come to less than the minimum, the difference is a line of its own.

`usage` names the charges that count, or says `all`: those that have a price of their own, before credits. Where a measure of
`waived_by` is in breach the supplier did not do his part, and nothing is added. Outside the at-risk base unless the contract
names it there (domain.md 4, row 13; decision M6). The minimum of a part of the window is due by days.

>>> [line.amount for line in price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)})]
[Fraction(8000, 1)]
>>> price(minimum=50_000, usage=["voice"], amounts={"voice": Decimal(50_000)})
[]
>>> price(minimum=50_000, usage=["voice"], waived_by=["sl"], amounts={"voice": Decimal(42_000)}, missed={"sl"})
[]
>>> price(minimum=50_000, usage=["mail"], amounts={"voice": Decimal(42_000)})
Traceback (most recent call last):
vmo.records.RefusedError: usage: found mail, expected charges of their own price: voice
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._numbers import Number, not_negative
from vmo.pricing._usage import Usage, shortfall, used
from vmo.records import Priced

OF_THE_WINDOW = True
OUTSIDE_AT_RISK = True


def price(
    *,
    minimum: Number,
    usage: Usage,
    waived_by: Sequence[str] = (),
    amounts: Mapping[str, Decimal],
    missed: Collection[str] = (),
    days: int = 1,
    window_days: int = 1,
) -> list[Priced]:
    """The shortfall, if any."""
    least = not_negative("minimum", minimum)
    spent = used(usage, amounts)
    if set(waived_by) & set(missed):
        return []
    note = f"{plain(spent)} of {plain(least)}"
    return shortfall(Fraction(least) * Fraction(days, window_days), spent, "period", note)
