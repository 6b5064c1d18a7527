"""Forecast accuracy, second calculation, from domain.md 1.7: 1 less WAPE over the locked forecast, negative where it is.

>>> from datetime import UTC, datetime
>>> def seen(hour, number, **told):
...     at = datetime(2026, 6, 1, hour)
...     return Cell(at, at.replace(tzinfo=UTC), told, Ratio(number, 1))
>>> own = {"locked_at": "2026-05-01", "interval_s": "1800"}
>>> forecast = [seen(hour, number, **own) for hour, number in ((9, 100), (10, 120), (11, 90))]
>>> attain(forecast, per=[seen(hour, number) for hour, number in ((9, 110), (10, 100), (11, 95))])
Ratio(numerator=Fraction(270, 1), denominator=Fraction(305, 1))
>>> measure([{"locked_at": None}], author="agency")
Traceback (most recent call last):
vmo.records.RefusedError: author: found 'agency', expected one of client, partner
"""

from collections.abc import Iterable, Sequence

from vmo.proofs._forecasts import errors, of_locked
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Cell, Ratio


def measure(rows: Iterable[Row], *, author: str | None = None, population: Population = EVERYONE) -> Ratio:
    """Contacts expected by locked versions, and their rows. Raises RefusedError."""
    return of_locked(rows, author, population)


def attain(cells: Sequence[Cell], *, per: Sequence[Cell], lock_days: int = 0) -> Ratio:
    """Contacts less errors over contacts; None where nothing was locked in time. Raises RefusedError."""
    found = errors(cells, per, lock_days)
    if found is None:
        return Ratio(None)
    off, came = found
    return Ratio(came - sum(map(abs, off)), came)
