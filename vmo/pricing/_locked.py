"""Locked: of the versions of a forecast those that were locked in time, and what their intervals add up to.

Of several versions of an interval counts the one locked last, of those locked `lock_days` days before the first day of what is
priced, at its midnight, or earlier; a draft never counts. `author` says whose forecast, where both deliver one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, get_args

from vmo.pricing._billable import column
from vmo.pricing._numbers import one_of
from vmo.records import Cell, RefusedError

NUMBER = "decimal(38,6)"
VERSIONED = ("version", "locked_at", "interval_s")

Author = Literal["client", "partner"]


def of_locked(rows: Any, author: Author | None) -> Any:
    """Which rows are of a locked version, of whatever instant; raises RefusedError for a strange author."""
    counted = column(rows, "locked_at").notnull()
    if author is not None:
        one_of("author", author, get_args(Author))
        counted &= (column(rows, "author") == author).fill_null(False)
    return counted


def held(cells: Iterable[Cell], *, locked_by: datetime, until: datetime) -> Decimal | None:
    """The sum of the versions that were locked by then; None where there is no locked one at all. `until` is the end of what
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
