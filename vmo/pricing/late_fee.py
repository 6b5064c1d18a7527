"""Late fee: simple interest on what is paid late, from the day after it was due, and perhaps a fixed sum.

Reference rate and margin, in percent a year, on `day_count` days (365, or 360 for ACT/360); a line for each stretch of days
on which the reference rate stands. What is disputed does not accrue. It prices a document and its payment, not a month, and
stands outside the at-risk base (domain.md 4, row 24; decisions M6, M11).

>>> half = {"reference_percent": {date(2026, 1, 1): Decimal("2.15")}, "margin_points": 8}
>>> owed = {"amount": Decimal("120000.00"), "due_on": date(2026, 3, 31), "paid_on": date(2026, 4, 17)}
>>> [round(line.amount, 2) for line in price(**half, **owed)]
[Fraction(56729, 100)]
>>> price(**half, **{**owed, "paid_on": date(2026, 3, 31)})
[]
>>> price(**{**half, "day_count": 366}, **owed)
Traceback (most recent call last):
vmo.records.RefusedError: late_fee: day_count: found 366, expected 365 or 360
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._numbers import Number, exact, not_negative, percent_of
from vmo.records import Priced, RefusedError

OF_A_DOCUMENT = True
OUTSIDE_AT_RISK = True
YEARS = (365, 360)
DAY = timedelta(1)


def price(
    *,
    reference_percent: Mapping[date, Number],
    margin_points: Number = 8,
    day_count: int = 365,
    fixed_sum: Number = 0,
    amount: Decimal,
    due_on: date,
    paid_on: date,
    disputed: Decimal = Decimal(0),
) -> list[Priced]:
    """Interest for the days after the due day to the day of payment, in the document's currency; none where it was in time."""
    if day_count not in YEARS:
        raise RefusedError([f"late_fee: day_count: found {day_count!r}, expected 365 or 360"])
    rates = _rates(reference_percent)
    margin = exact("late_fee: margin_points", margin_points)
    sum_ = not_negative("late_fee: fixed_sum", fixed_sum)
    owed = not_negative("late_fee: amount", amount) - not_negative("late_fee: disputed", disputed)
    if paid_on <= due_on or owed <= 0:
        return []
    begins = due_on + DAY
    if begins < rates[0][0]:
        raise RefusedError([f"late_fee: reference_percent: no rate of {begins}, the first is of {rates[0][0]}"])
    found = []
    for (first, reference), (after, _) in zip(rates, [*rates[1:], (paid_on + DAY, Decimal(0))], strict=True):
        begin, end = max(first, begins), min(after - DAY, paid_on)
        days = (end - begin).days + 1
        if days > 0:
            percent = reference + margin
            a_year = owed * percent_of(percent)
            note = f"{begin} to {end}, {plain(percent)} %"
            found.append(Priced(Decimal(days), "day", a_year, Fraction(a_year) * days / day_count, day_count, note))
    return [*found, *([Priced(Decimal(1), "one", sum_, Fraction(sum_), note="fixed sum")] if sum_ else [])]


def _rates(told: Mapping[date, Number]) -> list[tuple[date, Decimal]]:
    if not isinstance(told, Mapping) or not told or not all(isinstance(day, date) for day in told):
        raise RefusedError([f"late_fee: reference_percent: found {told!r}, expected first day → percent"])
    return sorted((day, exact(f"late_fee: reference_percent: {day}", one)) for day, one in told.items())
