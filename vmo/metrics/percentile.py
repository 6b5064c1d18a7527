"""Percentile: the time that so many percent of contacts or items did not exceed, by the nearest rank (domain.md 1.0).

Of n times in ascending order it is the one at place ceil(percent × n / 100), so it is always a time that occurred. It is made
of the list of all times, to the millisecond: lists add up over files, partners and days, where percentiles of these do not.
`of` is `wait` of answered contacts, `handling` of answered ones (the sum of what the feed maps of talk, hold and wrap-up where
it maps no handle_s), or `cycle` of completed items, from receipt to completion, pauses and nights included. A contact whose
wait is not known is left out.

>>> from datetime import UTC, datetime
>>> from vmo.records import Cell
>>> at = datetime(2026, 6, 7)
>>> waits = [Cell(at, at.replace(tzinfo=UTC), {}, Ratio(n), Decimal(wait)) for wait, n in ((4, 7), (20, 2), (90, 1))]
>>> [attain(waits, percent=percent).numerator for percent in (70, 71, 90, Decimal("90.1"))]
[Decimal('4'), Decimal('20'), Decimal('20'), Decimal('90')]
>>> attain([], percent=0)
Traceback (most recent call last):
vmo.records.RefusedError: percent: found 0, expected more than 0 and up to 100
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Literal, get_args

from vmo.metrics._deferred import completed, ms
from vmo.metrics._tallies import ANSWERED, column, one_of, parts
from vmo.records import Cell, Ratio, RefusedError

OF_VALUES = True
MILLIS = 1000
Of = Literal["wait", "handling", "cycle"]


def measure(rows: Any, *, of: Of, percent: Decimal | int) -> Ratio:
    """The times, a list of milliseconds; raises UnmappedColumnError."""
    one_of("of", of, get_args(Of))
    _told(percent)
    if of == "cycle":
        received = column(rows, "received_at")
        where = completed(rows) & received.notnull()
        return _listed(ms(rows.completed_at) - ms(received), where)
    told = column(rows, "outcome").isin(ANSWERED)
    if of == "wait":
        wait = column(rows, "wait_s")
        return _listed(_milliseconds(wait), told & wait.notnull())
    first, *others = (_milliseconds(one).fill_null(0) for one in parts(rows, "handle_s"))
    return _listed(sum(others, start=first), told)


def attain(cells: Sequence[Cell], *, percent: Decimal | int) -> Ratio:
    """The time at the nearest rank; no data where nothing has one."""
    _told(percent)
    often: dict[Decimal, int] = {}
    for one in cells:
        if one.value is not None and one.ratio.numerator:
            often[one.value] = often.get(one.value, 0) + int(one.ratio.numerator)
    rank = ceil(Fraction(percent) * sum(often.values()) / 100)
    for value in sorted(often):
        rank -= often[value]
        if rank <= 0:
            return Ratio(value, 1)
    return Ratio(0, 0)


def _milliseconds(seconds: Any) -> Any:
    return (seconds * MILLIS).cast("int64")


def _listed(times: Any, where: Any) -> Ratio:
    return Ratio(times.collect(where=where))


def _told(percent: Decimal | int) -> None:
    if isinstance(percent, bool) or not isinstance(percent, Decimal | int) or not 0 < percent <= 100:
        raise RefusedError([f"percent: found {percent}, expected more than 0 and up to 100"])
