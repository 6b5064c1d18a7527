"""Defect free, second calculation, from domain.md 1.1, line 33, and 1.8: reports in which nobody found a defect in time.

>>> sent = {"delivered_at": 1}
>>> measure([{**sent, "defects": 0}, {**sent, "defects": 2}, {"delivered_at": None, "defects": None}])
Ratio(numerator=1, denominator=2)
>>> measure([], within_days=0)
Traceback (most recent call last):
vmo.records.RefusedError: within_days: found 0, expected a whole number of days, 1 or more
"""

from collections.abc import Iterable

from vmo.proofs._deferred import milliseconds
from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio, RefusedError

DAY_MS = 86_400_000


def measure(rows: Iterable[Row], *, within_days: int | None = None, population: Population = EVERYONE) -> Ratio:
    """Reports without a defect over reports sent. Raises RefusedError."""
    if within_days is not None and (type(within_days) is not int or within_days <= 0):
        raise RefusedError([f"within_days: found {within_days!r}, expected a whole number of days, 1 or more"])
    sent = [row for row in within(rows, population) if cell(row, "delivered_at") is not None]
    return Ratio(sum(1 for row in sent if not _defective(row, within_days)), len(sent))


def _defective(row: Row, within_days: int | None) -> bool:
    found_at = None if within_days is None else cell(row, "defect_found_at")
    if not cell(row, "defects"):
        return False
    if within_days is None or found_at is None:
        return True
    return milliseconds(found_at) - milliseconds(row["delivered_at"]) <= within_days * DAY_MS
