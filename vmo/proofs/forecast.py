"""Forecast, second calculation, from domain.md 3.4: volume of the locked forecast, or workload: volume times handling time.

>>> row = {"locked_at": "2026-05-01", "interval_s": 1800, "volume": 100, "aht_s": 300}
>>> measure([row, {**row, "locked_at": None}], of="volume").numerator, measure([row], of="workload").numerator
(Decimal('100'), Decimal('30000'))
>>> measure([{**row, "interval_s": None}], of="volume"), measure([{**row, "aht_s": None}], of="workload")
(Ratio(numerator=None, denominator=1), Ratio(numerator=None, denominator=1))
>>> attain([])
Ratio(numerator=None, denominator=None)
>>> measure([row], of="work")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'work', expected volume or workload
>>> measure([row], of="volume", author="agency")
Traceback (most recent call last):
vmo.records.RefusedError: author: found 'agency', expected one of client, partner
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from vmo.proofs._forecasts import expectations, of_locked, work_of_locked
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Cell, Ratio, RefusedError

SUMS = {"volume": of_locked, "workload": work_of_locked}


def measure(rows: Iterable[Row], *, of: str, author: str | None = None, population: Population = EVERYONE) -> Ratio:
    """Contacts, or seconds, expected by locked versions, and their rows. Raises RefusedError."""
    if of not in SUMS:
        raise RefusedError([f"of: found {of!r}, expected volume or workload"])
    return SUMS[of](rows, author, population)


def attain(cells: Sequence[Cell], *, lock_days: int = 0) -> Ratio:
    """What all intervals expect; None where nothing was locked in time. Raises RefusedError."""
    told, starts = expectations(cells, lock_days)
    return Ratio(sum(told.values(), Fraction(0)), 1) if starts else Ratio(None)


def expected(cells: Sequence[Cell], lock_days: int) -> tuple[dict[datetime, Fraction], dict[datetime, datetime]]:
    """What each interval expects, by its start; and the start for each of its quarter-hours."""
    return expectations(cells, lock_days)
