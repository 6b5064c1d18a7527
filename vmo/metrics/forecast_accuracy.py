"""Forecast accuracy: 1 less the contacts by which the locked forecast erred, interval by interval, out of contacts that came

The error is summed over intervals, whatever its sign (WAPE), so that the busy intervals weigh most (domain.md 1.7). It may
be larger than what came: the accuracy is then negative, and stays so (decision Q7). `author` says whose forecast.

>>> from datetime import UTC, datetime
>>> from vmo.records import Cell
>>> def cell(hour, number, **told):
...     at = datetime(2026, 6, 1, hour)
...     return Cell(at, at.replace(tzinfo=UTC), told, Ratio(number, 1))
>>> own = {"version": "v1", "locked_at": "2026-05-01 00:00:00", "interval_s": "1800.000"}
>>> forecast = [cell(hour, number, **own) for hour, number in ((9, 100), (10, 120), (11, 90))]
>>> attain(forecast, per=[cell(hour, number) for hour, number in ((9, 110), (10, 100), (11, 95))])
Ratio(numerator=Fraction(270, 1), denominator=Fraction(305, 1))
>>> attain(forecast, per=[], lock_days=-1)
Traceback (most recent call last):
vmo.records.RefusedError: lock_days: found -1, expected whole days, 0 or more
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vmo.metrics._forecasts import Author, intervals, locked
from vmo.records import Cell, Ratio


def measure(rows: Any, *, author: Author | None = None) -> Ratio:
    """Contacts forecast by locked versions, and their rows; raises RefusedError, UnmappedColumnError."""
    return locked(rows, author)


def attain(cells: Sequence[Cell], *, per: Sequence[Cell], lock_days: int = 0) -> Ratio:
    """Contacts less errors over contacts, exact; None where no version was locked in time."""
    seen = intervals(cells, per, lock_days)
    if not seen:
        return Ratio(None)
    came = sum((one.actual for one in seen), Fraction(0))
    return Ratio(came - sum(abs(one.actual - (one.forecast or 0)) for one in seen), came)
