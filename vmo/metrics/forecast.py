"""Forecast: what the locked forecast expects, contacts or the seconds that they take to handle

Of several versions of an interval counts the one locked last, of those locked `lock_days` days before it or earlier, as for
forecast accuracy. `of`: volume, or workload, which is volume times handling time of each interval (domain.md 3.4). `author`
says whose forecast, where both client and partner deliver one.

>>> from datetime import UTC, datetime
>>> from decimal import Decimal
>>> from vmo.records import Cell
>>> def cell(version, locked_at, number):
...     at = datetime(2026, 6, 1, 9)
...     told = {"version": version, "locked_at": locked_at, "interval_s": "1800.000"}
...     return Cell(at, at.replace(tzinfo=UTC), told, Ratio(Decimal(number), 1))
>>> versions = [cell("v1", "2026-05-01 00:00:00", 90), cell("v2", "2026-05-20 00:00:00", 120)]
>>> attain(versions).numerator, attain(versions, lock_days=20).numerator, attain(versions, lock_days=60).numerator
(Fraction(120, 1), Fraction(90, 1), None)
>>> attain(versions, lock_days=-1)
Traceback (most recent call last):
vmo.records.RefusedError: lock_days: found -1, expected whole days, 0 or more
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal, get_args

from vmo.metrics._forecasts import Author, locked, locked_work, refuse_lead, volumes
from vmo.metrics._tallies import one_of
from vmo.records import Cell, Ratio

Of = Literal["volume", "workload"]


def measure(rows: Any, *, of: Of, author: Author | None = None) -> Ratio:
    """Contacts, or seconds, forecast by locked versions, and their rows; raises RefusedError, UnmappedColumnError."""
    one_of("of", of, get_args(Of))
    return locked(rows, author) if of == "volume" else locked_work(rows, author)


def attain(cells: Sequence[Cell], *, lock_days: int = 0) -> Ratio:
    """All that is expected, a plain sum; None where no version was locked in time."""
    refuse_lead(lock_days)
    found = volumes(cells, lock_days)
    return Ratio(sum(found.values(), Fraction(0)), 1) if found else Ratio(None)


def expected(cells: Sequence[Cell], lock_days: int) -> dict[tuple[datetime, timedelta], Fraction]:
    """What the locked versions expect of each interval, by its start and its length."""
    return volumes(cells, lock_days)
