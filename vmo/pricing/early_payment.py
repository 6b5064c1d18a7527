"""Early payment: a discount on what is paid within so many days of the invoice, as 2/10 net 30.

Of the amount net of credits, before tax where the law asks for that: `base` says `net` or `gross`. It prices a document and its
payment, not a month (domain.md 4, row 25).

>>> document = {"net": Decimal("116964.62"), "gross": Decimal("116964.62"), "issued_on": date(2025, 7, 1)}
>>> [round(line.amount, 2) for line in price(percent=2, within_days=10, paid_on=date(2025, 7, 11), **document)]
[Fraction(-233929, 100)]
>>> price(percent=2, within_days=10, paid_on=date(2025, 7, 12), **document)
[]
>>> price(percent=200, within_days=10, paid_on=date(2025, 7, 12), **document)
Traceback (most recent call last):
vmo.records.RefusedError: early_payment: percent: found 200, expected 0 to 100
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from vmo.money import plain
from vmo.pricing._numbers import Number, not_negative, one_of, percent_of
from vmo.records import Priced, RefusedError

OF_A_DOCUMENT = True
OUTSIDE_AT_RISK = True
ALL = 100

Base = Literal["net", "gross"]


def price(
    *,
    percent: Number,
    within_days: int,
    base: Base = "net",
    net: Decimal,
    gross: Decimal,
    issued_on: date,
    paid_on: date,
) -> list[Priced]:
    """The discount as a negative line; none where it was paid later."""
    one_of("early_payment: base", base, get_args(Base))
    share = not_negative("early_payment: percent", percent)
    if share > ALL:
        raise RefusedError([f"early_payment: percent: found {percent}, expected 0 to 100"])
    if isinstance(within_days, bool) or not isinstance(within_days, int) or within_days < 0:
        raise RefusedError([f"early_payment: within_days: found {within_days!r}, expected a number of days"])
    if (paid_on - issued_on).days > within_days or not share:
        return []
    rate, owed = percent_of(share), net if base == "net" else gross
    return [
        Priced(-owed, base, rate, -Fraction(owed) * Fraction(rate), note=f"{plain(share)} % within {within_days} days")
    ]
