"""Minimum commitment: where the charges of a window come to less than the minimum, the difference is a line of its own.

`usage` names the charges that count, or says `all`: those that have a price of their own, before credits. Where a measure of
`waived_by` is in breach the supplier did not do his part, and nothing is added. Outside the at-risk base unless the contract
names it there (domain.md 4, row 13; decision M6). The minimum of a part of the window is due by days; where amendments change
it within the window each minimum is due for its days, and their sum is held against the usage of the whole window. The other
terms are those of the first day.

>>> [line.amount for line in price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)})]
[Fraction(8000, 1)]
>>> price(minimum=50_000, usage=["voice"], amounts={"voice": Decimal(50_000)})
[]
>>> price(minimum=50_000, usage=["voice"], waived_by=["sl"], amounts={"voice": Decimal(42_000)}, missed={"sl"})
[]
>>> june = {"minimums": [(50_000, 10), (60_000, 15), (45_000, 5)], "window_days": 30}
>>> [(line.amount, line.note) for line in price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)}, **june)]
[(Fraction(36500, 3), '42000 of 50000 for 10 days, 60000 for 15 days, 45000 for 5 days of 30')]
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
    minimums: Sequence[tuple[Number, int]] = (),
) -> list[Priced]:
    """The shortfall, if any; `minimums` are those of a window in which it changes, each with its days."""
    told = [(not_negative("minimum", least), own) for least, own in minimums or [(minimum, days)]]
    spent = used(usage, amounts)
    if set(waived_by) & set(missed):
        return []
    due = sum((Fraction(least) * Fraction(own, window_days) for least, own in told), Fraction(0))
    by_days = ", ".join(f"{plain(least)} for {own} days" for least, own in told) + f" of {window_days}"
    return shortfall(due, spent, "period", f"{plain(spent)} of {by_days if minimums else plain(told[0][0])}")
