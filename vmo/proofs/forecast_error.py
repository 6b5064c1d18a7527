"""Forecast error, second calculation, from domain.md 1.7 and decision Q7: 1 less WAPE, negative where it is; or (F - A) / A.

>>> from datetime import UTC, datetime
>>> def seen(hour, number, **told):
...     at = datetime(2026, 6, 1, hour)
...     return Cell(at, at.replace(tzinfo=UTC), told, Ratio(number, 1))
>>> own = {"locked_at": "2026-05-01", "interval_s": "1800"}
>>> forecast = [seen(hour, number, **own) for hour, number in ((9, 100), (10, 120), (11, 90))]
>>> came = [seen(hour, number) for hour, number in ((9, 110), (10, 100), (11, 95))]
>>> attain(forecast, per=came, of="accuracy").numerator, attain(forecast, per=came, of="bias")
(Fraction(270, 1), Ratio(numerator=Fraction(5, 1), denominator=Fraction(305, 1)))
>>> measure([{"locked_at": None}], of="wape")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'wape', expected accuracy or bias
>>> measure([{"locked_at": None}], of="bias", author="agency")
Traceback (most recent call last):
vmo.records.RefusedError: author: found 'agency', expected one of client, partner
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from vmo.proofs._forecasts import errors, of_locked
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Cell, Ratio, RefusedError


def measure(rows: Iterable[Row], *, of: str, author: str | None = None, population: Population = EVERYONE) -> Ratio:
    """Contacts expected by locked versions, and their rows. Raises RefusedError."""
    if of not in ("accuracy", "bias"):
        raise RefusedError([f"of: found {of!r}, expected accuracy or bias"])
    return of_locked(rows, author, population)


def attain(cells: Sequence[Cell], *, per: Sequence[Cell], of: str, lock_days: int = 0) -> Ratio:
    """Contacts less errors, or contacts too many, over contacts; None where nothing was locked in time. Raises RefusedError."""
    found = errors(cells, per, lock_days)
    if found is None:
        return Ratio(None)
    off, came = found
    return Ratio(came - sum(map(abs, off)), came) if of == "accuracy" else Ratio(sum(off, Fraction(0)), came)
