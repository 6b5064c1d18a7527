"""Forecast workload, second calculation, from domain.md 3.4: workload is volume times handling time, of the locked forecast.

>>> row = {"locked_at": "2026-05-01", "interval_s": 1800, "volume": 100, "aht_s": 300}
>>> measure([row, {**row, "locked_at": None}]), measure([{**row, "aht_s": None}])
(Ratio(numerator=Decimal('30000'), denominator=1), Ratio(numerator=None, denominator=1))
>>> attain([])
Ratio(numerator=None, denominator=None)
>>> measure([row], author="agency")
Traceback (most recent call last):
vmo.records.RefusedError: author: found 'agency', expected one of client, partner
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from vmo.proofs._forecasts import expectations, work_of_locked
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Cell, Ratio


def measure(rows: Iterable[Row], *, author: str | None = None, population: Population = EVERYONE) -> Ratio:
    """Seconds expected by locked versions, and their rows. Raises RefusedError."""
    return work_of_locked(rows, author, population)


def attain(cells: Sequence[Cell], *, lock_days: int = 0) -> Ratio:
    """The seconds of all intervals; None where nothing was locked in time. Raises RefusedError."""
    seconds, starts = expectations(cells, lock_days)
    return Ratio(sum(seconds.values(), Fraction(0)), 1) if starts else Ratio(None)


def expected(cells: Sequence[Cell], lock_days: int) -> tuple[dict[datetime, Fraction], dict[datetime, datetime]]:
    """The seconds of each interval, by its start; and the start for each of its quarter-hours."""
    return expectations(cells, lock_days)
