"""True-up: in the last month of a contract year, what the year's charges lack to its minimum.

`year_begins` is the first month of the contract's year; a month that begins on another day than the first is the one it ends
in. The months before are taken as they were published; each of them must be, and counts by the `usage` that stood in it. Where
the minimum of the year changes within it each is due for its calendar days, and that of a charge that begins or ends within it
for the days of the charge; the month in which it begins is the first that counts. Outside the at-risk base unless the contract
names it there (domain.md 4, rows 13 and 23; decision M6).

>>> year = {f"2025-{month:02}": {"voice": Decimal(40_000)} for month in range(1, 12)}
>>> december = {"first": date(2025, 12, 1), "amounts": {"voice": Decimal(50_000)}, "earlier": year}
>>> [line.amount for line in price(minimum=500_000, usage="all", **december)]
[Fraction(10000, 1)]
>>> price(minimum=500_000, usage="all", **{**december, "first": date(2025, 11, 1)})
[]
>>> half = {"first": date(2025, 1, 1), "last": date(2025, 6, 30), "minimum": 500_000, "usage": "all"}
>>> rest = {"first": date(2025, 7, 1), "last": date(2025, 12, 31), "minimum": 573_000, "usage": "all"}
>>> [(str(line.amount), line.note) for line in price(minimum=573_000, usage="all", in_parts=[half, rest], **december)]
[('46800', '490000 of 500000 for 181 days, 573000 for 184 days of 365 in the year')]
>>> price(minimum=500_000, usage="all", **{**december, "earlier": {}})
Traceback (most recent call last):
vmo.records.RefusedError: true_up: no published month 2025-01, 2025-02, ... 2025-11; run vmo month for each first
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._numbers import Number, not_negative
from vmo.pricing._usage import Part, Usage, counts, shortfall, used
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
    window_first: date | None = None,
    window_last: date | None = None,
    amounts: Mapping[str, Decimal],
    earlier: Mapping[str, Mapping[str, Decimal]],
    in_parts: Sequence[Part] = (),
) -> list[Priced]:
    """The year's shortfall in its last month, if any; raises RefusedError where a month of the year is not published.

    `in_parts` are the days of the year, cut where the terms change, from the first on which the charge is due.
    """
    not_negative("minimum", minimum)
    if isinstance(year_begins, bool) or not isinstance(year_begins, int) or not 1 <= year_begins <= MONTHS:
        raise RefusedError([f"year_begins: found {year_begins!r}, expected a month, 1 to 12"])
    now = used(usage, amounts)
    month = window_last or first
    if (month.month - year_begins) % MONTHS != MONTHS - 1:
        return []
    begins = [_back(window_first or first, back) for back in range(MONTHS)]
    last = _back(begins[0], -1) - timedelta(1)
    told = in_parts or [{"first": begins[-1], "last": last, "minimum": minimum, "usage": usage}]
    since = max(told[0]["first"], begins[-1])
    before = {
        f"{_back(month.replace(day=1), back):%Y-%m}": begins[back]
        for back in range(MONTHS - 1, 0, -1)
        if begins[back - 1] > since
    }
    lacking = [one for one in before if one not in earlier]
    if lacking:
        raise RefusedError([f"true_up: no published month {', '.join(lacking)}; run vmo month for each first"])
    spent = sum((_of_month(_in_force(told, begun), earlier[one]) for one, begun in before.items()), now)
    days = (last - begins[-1]).days + 1
    minimums = [(not_negative("minimum", part["minimum"]), _days(part, since)) for part in told]
    due = sum((Fraction(least) * own / days for least, own in minimums), Fraction(0))
    by_days = ", ".join(f"{plain(least)} for {own} days" for least, own in minimums) + f" of {days}"
    whole = len({least for least, _ in minimums}) == 1 and sum(own for _, own in minimums) == days
    note = f"{plain(spent)} of {plain(minimums[0][0]) if whole else by_days} in the year"
    return shortfall(due - Fraction(spent), "year", note)


def _days(part: Part, since: date) -> int:
    """The days of a part that lie in the year; those before it came into force are none."""
    first: date = max(part["first"], since)
    last: date = part["last"]
    return max((last - first).days + 1, 0)


def _in_force(parts: Sequence[Part], day: date) -> Usage:
    """The usage that stood on a day, or first after it."""
    usage: Usage = next(part["usage"] for part in parts if day <= part["last"])
    return usage


def _of_month(usage: Usage, amounts: Mapping[str, Decimal]) -> Decimal:
    """What the charges came to in a month; one that was not charged then came to nothing."""
    return sum((amount for name, amount in amounts.items() if counts(usage, name)), Decimal(0))


def _back(day: date, months: int) -> date:
    nth = day.year * MONTHS + day.month - 1 - months
    return day.replace(year=nth // MONTHS, month=nth % MONTHS + 1)
