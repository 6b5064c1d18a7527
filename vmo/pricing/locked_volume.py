"""Locked volume: contacts that delivered forecasts expect, of the versions that were locked in time.

Of several versions of an interval counts the one locked last, of those locked `lock_days` days before the first day of what is
priced, at its midnight, or earlier; a draft never counts. `author` says whose forecast, where both client and partner deliver
one. `forecast_lock` holds contacts against it (domain.md 4, row 15).

>>> def cell(version, locked_at, volume):
...     at = datetime(2026, 6, 1, 9)
...     told = {"version": version, "locked_at": locked_at, "interval_s": "3600.000", "program": "care"}
...     return Cell(at, at, told, Ratio(Decimal(volume), 1))
>>> cells = [cell("v1", "2026-05-01 08:00:00", 90), cell("v2", "2026-05-20 08:00:00", 120), cell("draft", None, 500)]
>>> [held(cells, locked_by=datetime(2026, 5, day), until=datetime(2026, 7, 1)) for day in (2, 31)]
[Decimal('90'), Decimal('120')]
>>> held(cells, locked_by=datetime(2026, 5, 1), until=datetime(2026, 7, 1))
Traceback (most recent call last):
vmo.records.RefusedError: forecast: none was locked by 2026-05-01 00:00:00 UTC, the first on 2026-05-01 08:00:00; tell the ...
>>> held(cells, locked_by=datetime(2026, 5, 31), until=datetime(2026, 6, 1, 9, 30))
Traceback (most recent call last):
vmo.records.RefusedError: forecast: the interval of 2026-06-01 09:00:00 UTC lasts 1:00:00, beyond the end of what is priced; ...
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, get_args

import ibis

from vmo.pricing._billable import column
from vmo.pricing._numbers import one_of
from vmo.records import Cell, Ratio, RefusedError, Unit

KIND = "forecasts"
LOOK = "interval"
UNIT = Unit("contact")
OF_CELLS = True
NUMBER = "decimal(38,6)"
VERSIONED = ("version", "locked_at", "interval_s")

Author = Literal["client", "partner"]


def quantity(rows: Any, *, author: Author | None = None) -> Ratio:
    """The volume of locked rows, of whatever version, and their number; raises RefusedError for a strange author."""
    counted = column(rows, "locked_at").notnull()
    if author is not None:
        one_of("author", author, get_args(Author))
        counted = counted & (column(rows, "author") == author).fill_null(False)
    volume = column(rows, "volume").cast(NUMBER).sum(where=counted)
    return Ratio(volume.fill_null(ibis.literal(0).cast(NUMBER)), rows.count(where=counted))


def held(cells: Iterable[Cell], *, locked_by: datetime, until: datetime) -> Decimal | None:
    """The volume of the versions that were locked by then; None where there is no locked one at all. `until` is the end of what
    is priced, UTC.

    Raises RefusedError where all were locked later, for intervals that overlap, have no length, or end after it, and for two
    authors.
    """
    chosen: dict[Any, tuple[tuple[datetime, str], Cell]] = {}
    late: list[datetime] = []
    for one in cells:
        told = one.dimensions
        if not told.get("locked_at") or not one.ratio.denominator:
            continue
        locked_at = datetime.fromisoformat(str(told["locked_at"]))
        if locked_at > locked_by:
            late.append(locked_at)
            continue
        place = (one.at, tuple((name, value) for name, value in told.items() if name not in VERSIONED))
        version = (locked_at, str(told.get("version")))
        if place not in chosen or chosen[place][0] < version:
            chosen[place] = (version, one)
    if late and not chosen:
        what = f"none was locked by {locked_by} UTC, the first on {min(late)}"
        raise RefusedError([f"forecast: {what}; tell the volume in the contract, or agree another lock_days"])
    if len({one.dimensions.get("author") for _, one in chosen.values()}) > 1:
        raise RefusedError(["author: missing; client and partner both forecast, so name whose forecast is locked"])
    _apart(chosen, until)
    return sum((Decimal(one.ratio.numerator) for _, one in chosen.values()), Decimal(0)) if chosen else None


def _apart(chosen: dict[Any, tuple[Any, Cell]], until: datetime) -> None:
    """Raises RefusedError for intervals that are not apart, or not within what is priced."""
    ends: dict[Any, list[tuple[datetime, datetime]]] = {}
    for (at, told), (_, one) in chosen.items():
        if one.dimensions.get("interval_s") is None:
            raise RefusedError([f"forecast: the interval of {at} UTC has no length; map interval_s"])
        length = timedelta(seconds=int(Decimal(str(one.dimensions["interval_s"]))))
        if at + length > until:
            what = f"the interval of {at} UTC lasts {length}, beyond the end of what is priced"
            raise RefusedError([f"forecast: {what}; have it by shorter intervals, or choose a longer grain"])
        ends.setdefault(told, []).append((at, at + length))
    for own in ends.values():
        for (_, end), (after, _) in pairwise(sorted(own)):
            if end > after:
                raise RefusedError([f"forecast: intervals overlap at {after} UTC; they must be apart"])
