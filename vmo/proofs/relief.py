"""Relief, second calculation, from domain.md 3.4: which exclusions apply, and which rows they take out

>>> nine, ten = datetime(2026, 10, 5, 9), datetime(2026, 10, 5, 10)
>>> at_nine = [(nine, ten, {"program": ["care"]})]
>>> [taken_out(at, {"program": "care"}, at_nine) for at in (nine, ten)], taken_out(nine, {"program": "sales"}, at_nine)
([True, False], False)
>>> applies("granted", date(2026, 10, 6), date(2026, 10, 5))
Traceback (most recent call last):
vmo.records.RefusedError: status: found 'granted', expected pending, approved or rejected
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from vmo.records import RefusedError

Window = tuple[datetime, datetime, Mapping[str, Collection[str]]]
WEEKEND = ("Saturday", "Sunday")


def applies(
    status: str,
    requested_on: date,
    ended_on: date,
    business_days: int | None = None,
    holidays: Collection[date] = frozenset(),
) -> bool:
    """Whether it was approved, and asked for within so many business days after the day on which it ended.

    >>> friday, tuesday = date(2026, 10, 2), date(2026, 10, 6)
    >>> applies("approved", tuesday, friday, 2), applies("approved", tuesday, friday, 1)
    (True, False)
    """
    if status not in ("pending", "approved", "rejected"):
        raise RefusedError([f"status: found {status!r}, expected pending, approved or rejected"])
    if status != "approved":
        return False
    if business_days is None or requested_on <= ended_on:
        return True
    after = [ended_on + timedelta(days=n) for n in range(1, (requested_on - ended_on).days + 1)]
    gone = [day for day in after if f"{day:%A}" not in WEEKEND and day not in holidays]
    on_time = len(gone) <= business_days
    return on_time and (requested_on in gone or len(gone) < business_days)


def taken_out(at: datetime, row: Mapping[str, Any], windows: Iterable[Window]) -> bool:
    """Whether a row that counts at an instant lies in one of the windows, however many of them hold it."""
    return any(
        begin <= at < end and all(row.get(name) in values for name, values in scope.items())
        for begin, end, scope in windows
    )
