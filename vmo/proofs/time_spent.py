"""Time spent, second calculation, from domain.md 1.4 (staffed and paid hours): seconds of one time type.

>>> measure([{"time_type": "paid", "slice_s": 900}, {"time_type": "actual", "slice_s": 60}], time_type="paid")
Ratio(numerator=Decimal('900'), denominator=None)
>>> measure([], time_type="actual")
Traceback (most recent call last):
vmo.records.RefusedError: time_type: found 'actual', expected logged_in, scheduled or paid
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._rows import EVERYONE, Population, Row, within
from vmo.records import Ratio, RefusedError


def measure(rows: Iterable[Row], *, time_type: str, population: Population = EVERYONE) -> Ratio:
    """Seconds of sessions, of the schedule or of the payroll. Raises RefusedError."""
    if time_type not in ("logged_in", "scheduled", "paid"):
        raise RefusedError([f"time_type: found {time_type!r}, expected logged_in, scheduled or paid"])
    own = [row for row in within(rows, population) if row["time_type"] == time_type]
    return Ratio(sum((Decimal(row["slice_s"]) for row in own), Decimal(0)))
