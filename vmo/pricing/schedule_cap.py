"""Schedule cap: hours up to the approved schedule.

`of: per_hour` counts the hours, `per_scheduled_hour` the schedule that they are held against; `tolerance_percent` allows so much
more. What lies beyond is billed only where it was approved: `overtime` lists the `hours` of a `day` and the `ref` of the
approval. With `grain`, a `day` or a `week` from Monday to Sunday, each is a line that is held against the schedule of its days;
unless told the month as a whole, or each part of a month that is cut. The line says what was worked and what was scheduled
(domain.md 4, row 3).

>>> june = {"first": date(2026, 6, 1), "last": date(2026, 6, 30), "rate": 24, "unit": Unit("h", 3600, "s", 1)}
>>> worked, against = Decimal(4_210 * 3600), Decimal(4_000 * 3600)
>>> [(str(one.quantity), one.note) for one in price(worked, against=against, against_whole=against, **june)]
[('4000.0', '4210.0 h worked, 4000.0 h scheduled')]
>>> more = [{"day": date(2026, 6, 14), "hours": 12, "ref": "PO 7"}]
>>> [str(one.quantity) for one in price(worked, overtime=more, tolerance_percent=5, against=against, **june)]
['4210.0']
>>> price(worked, whole=worked, against=None, **june)
Traceback (most recent call last):
vmo.records.RefusedError: no schedule counts from 2026-06-01 to 2026-06-30, and hours are billed up to it; ask for it, ...
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from vmo.pricing._lines import ONE, line, said
from vmo.pricing._numbers import Number, exact, not_negative, one_of, percent_of
from vmo.records import Priced, RefusedError, Unit

AGAINST = "per_scheduled_hour"
Grain = Literal["day", "week", "month"]
KEYS = frozenset({"day", "hours", "ref"})


def price(
    quantity: Decimal,
    *,
    rate: Number,
    first: date,
    last: date,
    tolerance_percent: Number = 0,
    overtime: Sequence[dict[str, Any]] = (),
    grain: Grain = "month",
    unit: Unit = ONE,
    whole: Decimal = Decimal(0),
    against: Decimal | None = None,
    against_whole: Decimal | None = None,
    window_first: date | None = None,
    window_last: date | None = None,
) -> list[Priced]:
    """One line, of no more hours than are approved."""
    one_of("grain", grain, get_args(Grain))
    each, tolerance = exact("rate", rate), percent_of(not_negative("tolerance_percent", tolerance_percent))
    approved = _approved(overtime, first, last) * unit.size
    if whole and not (against_whole or against):
        days = f"from {window_first or first} to {window_last or last}"
        act = "ask for it, or bill `per_hour` alone by an amendment"
        raise RefusedError([f"no schedule counts {days}, and hours are billed up to it; {act}"])
    scheduled = against or Decimal(0)
    most = Fraction(scheduled) * (1 + Fraction(tolerance)) + Fraction(approved)
    told = [f"{said(quantity, unit)} worked", f"{said(scheduled, unit)} scheduled"]
    told += [f"{said(approved, unit)} approved beyond"] if approved else []
    return [line(min(Fraction(quantity), most), each, unit, ", ".join(told))]


def _approved(overtime: Any, first: date, last: date) -> Decimal:
    """The hours beyond the schedule that were approved for days of the part."""
    if not isinstance(overtime, list | tuple):
        raise RefusedError([f"overtime: found {overtime!r}, expected a list of approvals with day, hours and ref"])
    found = Decimal(0)
    for nth, one in enumerate(overtime, 1):
        if not isinstance(one, dict) or one.keys() != KEYS or not isinstance(one["day"], date):
            expected = "the keys day, hours, ref, the day such as 2026-06-14"
            raise RefusedError([f"overtime: approval {nth}: found {one!r}, expected {expected}"])
        hours = not_negative(f"overtime: approval {nth}: hours", one["hours"])
        found += hours if first <= one["day"] <= last else 0
    return found
