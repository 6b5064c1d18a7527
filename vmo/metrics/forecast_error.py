"""Forecast error: by how much the locked forecast missed the contacts that came, out of those that came

`of: accuracy` is 1 less the errors of all intervals, summed whatever their sign (WAPE), so that the busy intervals weigh most
(domain.md 1.7). The errors may be more than what came: the accuracy is then negative, and stays so (decision Q7). `of: bias`
is contacts forecast less those that came: errors of single intervals cancel out, above nothing the forecast was too high,
below it too low. `author` says whose forecast.

>>> from datetime import UTC, datetime
>>> from vmo.records import Cell
>>> def cell(hour, number, **told):
...     at = datetime(2026, 6, 1, hour)
...     return Cell(at, at.replace(tzinfo=UTC), told, Ratio(number, 1))
>>> own = {"version": "v1", "locked_at": "2026-05-01 00:00:00", "interval_s": "1800.000"}
>>> forecast = [cell(hour, number, **own) for hour, number in ((9, 100), (10, 120), (11, 90))]
>>> came = [cell(hour, number) for hour, number in ((9, 110), (10, 100), (11, 95))]
>>> attain(forecast, per=came, of="accuracy"), attain(forecast, per=came, of="bias").numerator
(Ratio(numerator=Fraction(270, 1), denominator=Fraction(305, 1)), Fraction(5, 1))
>>> attain(forecast, per=[], of="bias", lock_days=-1)
Traceback (most recent call last):
vmo.records.RefusedError: lock_days: found -1, expected whole days, 0 or more
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal, get_args

from vmo.metrics._forecasts import Author, intervals, locked
from vmo.metrics._tallies import one_of
from vmo.records import Cell, Ratio

Of = Literal["accuracy", "bias"]


def measure(rows: Any, *, of: Of, author: Author | None = None) -> Ratio:
    """Contacts forecast by locked versions, and their rows; raises RefusedError, UnmappedColumnError."""
    one_of("of", of, get_args(Of))
    return locked(rows, author)


def attain(cells: Sequence[Cell], *, per: Sequence[Cell], of: Of, lock_days: int = 0) -> Ratio:
    """Contacts less errors, or contacts too many, over contacts, exact; None where no version was locked in time."""
    seen = intervals(cells, per, lock_days)
    if not seen:
        return Ratio(None)
    came = sum((one.actual for one in seen), Fraction(0))
    off = [(one.forecast or Fraction(0)) - one.actual for one in seen]
    return Ratio(sum(off, Fraction(0)) if of == "bias" else came - sum(map(abs, off)), came)
