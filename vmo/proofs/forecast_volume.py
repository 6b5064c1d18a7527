"""Forecast volume, second calculation, from domain.md 3.4: contacts of the locked forecast.

>>> row = {"locked_at": "2026-05-01", "interval_s": 1800, "volume": 100}
>>> measure([row, {**row, "locked_at": None}]), measure([{**row, "interval_s": None}])
(Ratio(numerator=Decimal('100'), denominator=1), Ratio(numerator=None, denominator=1))
>>> attain([])
Ratio(numerator=None, denominator=None)
>>> measure([row], author="agency")
Traceback (most recent call last):
vmo.records.RefusedError: author: found 'agency', expected one of client, partner
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from vmo.proofs._forecasts import expectations, of_locked
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Cell, Ratio


def measure(rows: Iterable[Row], *, author: str | None = None, population: Population = EVERYONE) -> Ratio:
    """Contacts expected by locked versions, and their rows. Raises RefusedError."""
    return of_locked(rows, author, population)


def attain(cells: Sequence[Cell], *, lock_days: int = 0) -> Ratio:
    """The contacts of all intervals; None where nothing was locked in time. Raises RefusedError."""
    contacts, starts = expectations(cells, lock_days)
    return Ratio(sum(contacts.values(), Fraction(0)), 1) if starts else Ratio(None)


def expected(cells: Sequence[Cell], lock_days: int) -> tuple[dict[datetime, Fraction], dict[datetime, datetime]]:
    """The contacts of each interval, by its start; and the start for each of its quarter-hours."""
    return expectations(cells, lock_days)
