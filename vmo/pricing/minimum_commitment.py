"""Minimum commitment: where the charges of a window come to less than the minimum, the difference is a line of its own.

`usage` names the charges that count, or says `all`: those that have a price of their own, before credits. Where a measure of
`waived_by` is in breach the supplier did not do his part, and nothing is added. Outside the at-risk base unless the contract
names it there (domain.md 4, row 13; decision M6). The minimum of a part of the window is due by days. Where amendments change
it within the window each minimum is due for its days, and their sum is held against the usage of the whole window, to which a
line counts that `usage` names on its days. The minimum of days on which a breach waives it is not due, their share of the
usage is not held against the rest, and a waiver never adds.

>>> [line.amount for line in price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)})]
[Fraction(8000, 1)]
>>> price(minimum=50_000, usage=["voice"], amounts={"voice": Decimal(50_000)})
[]
>>> price(minimum=50_000, usage=["voice"], waived_by=["sl"], amounts={"voice": Decimal(42_000)}, missed={"sl"})
[]
>>> def part(first, last, minimum, waived_by):
...     told = {"minimum": minimum, "usage": "all", "waived_by": waived_by}
...     return {"first": date(2026, 6, first), "last": date(2026, 6, last), "days": last - first + 1, **told}
>>> june = {"in_parts": [part(1, 15, 50_000, []), part(16, 30, 60_000, ["sl"])], "window_days": 30}
>>> for missed in (), ("sl",):
...     for line in price(minimum=50_000, usage="all", amounts={"voice": Decimal(42_000)}, missed=missed, **june):
...         print(line.amount, line.note)
13000 42000 of 50000 for 15 days, 60000 for 15 days of 30
4000 42000 of 50000 for 15 days, 60000 for 15 days of 30, waived for 15 days of 30
>>> price(minimum=50_000, usage=["mail"], amounts={"voice": Decimal(42_000)})
Traceback (most recent call last):
vmo.records.RefusedError: usage: found mail, expected charges of their own price: voice
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date  # noqa: F401  the example names it
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._numbers import Number, not_negative
from vmo.pricing._usage import Dated, Part, Usage, shortfall, used_in_parts
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
    in_parts: Sequence[Part] = (),
    dated: Sequence[Dated] = (),
) -> list[Priced]:
    """The shortfall, if any; `in_parts` are the days of the window, cut where the terms change, `dated` the lines of others."""
    told = in_parts or [{"minimum": minimum, "usage": usage, "waived_by": waived_by, "days": days}]
    used = used_in_parts(told, amounts, dated)
    spent = Fraction(used)
    minimums = [(not_negative("minimum", part["minimum"]), int(part["days"])) for part in told]
    owed = [one for part, one in zip(told, minimums, strict=True) if not set(part.get("waived_by", ())) & set(missed)]
    if not owed:
        return []
    missing, note = Fraction(minimums[0][0]) * days / window_days - spent, f"{plain(used)} of {plain(minimums[0][0])}"
    if len({least for least, _ in minimums}) > 1:
        missing = _by_days(minimums, window_days) - spent
        by_days = ", ".join(f"{plain(least)} for {own} days" for least, own in minimums)
        note = f"{plain(used)} of {by_days} of {window_days}"
    if len(owed) < len(told):
        asked, every = (sum(own for _, own in some) for some in (owed, minimums))
        missing = min(missing, _by_days(owed, window_days) - spent * Fraction(asked, every or 1))
        note = f"{note}, waived for {every - asked} days of {every}"
    return shortfall(missing, "period", note)


def _by_days(minimums: Sequence[tuple[Decimal, int]], window_days: int) -> Fraction:
    return sum((Fraction(least) * own / window_days for least, own in minimums), Fraction(0))
