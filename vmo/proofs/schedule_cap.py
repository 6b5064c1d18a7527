"""Hours up to the schedule, second calculation, from domain.md 4 (line 3): min(worked, schedule x (1 + tol) + approved).

>>> june = {"first": date(2026, 6, 1), "last": date(2026, 6, 30), "rate": 24}
>>> price(Fraction(4210), against=Fraction(4000), against_whole=Fraction(4000), **june)
[Fraction(96000, 1)]
>>> price(Fraction(4210), whole=Fraction(4210), **june)
Traceback (most recent call last):
vmo.records.RefusedError: no schedule to hold 4210 h against
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import at_least_zero, number
from vmo.records import RefusedError


def price(
    quantity: Fraction,
    *,
    rate: Decimal | int,
    first: date,
    last: date,
    tolerance_percent: Decimal | int = 0,
    overtime: Any = (),
    grain: str = "month",
    whole: Fraction = Fraction(0),
    against: Fraction | None = None,
    against_whole: Fraction | None = None,
) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    if grain not in ("day", "week", "month"):
        raise RefusedError([f"grain: found {grain!r}, expected day, week or month"])
    if whole > 0 and not against and not against_whole:
        raise RefusedError([f"no schedule to hold {whole} h against"])
    limit = (against or Fraction(0)) * (100 + at_least_zero("tolerance_percent", tolerance_percent)) * Fraction(1, 100)
    if isinstance(overtime, str | dict):
        raise RefusedError([f"overtime: found {overtime!r}, expected approvals"])
    for told in overtime:
        if not isinstance(told, dict) or sorted(told) != ["day", "hours", "ref"] or type(told["day"]) is not date:
            raise RefusedError([f"overtime: found {told!r}, expected day, hours and ref"])
        hours = at_least_zero("overtime", told["hours"])
        if first <= told["day"] <= last:
            limit += hours
    return [min(quantity, limit) * number("rate", rate)]
