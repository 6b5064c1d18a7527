"""Forecasts: what the ways of judging them share: the locked version of each interval beside what came (domain.md 1.7, Q7)

Of several versions of one interval counts the one that was locked last, of those locked `lock_days` days before the
interval or earlier; a draft never counts. Contacts are added up to the intervals of the forecast. Contacts in an interval
that has no locked forecast were forecast as none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, get_args

from vmo.metrics._deferred import evident
from vmo.metrics._tallies import column, one_of
from vmo.records import Cell, Ratio, RefusedError

Author = Literal["client", "partner"]

QUARTER = timedelta(minutes=15)
VERSIONED = ("version", "locked_at", "interval_s")


@dataclass(frozen=True)
class Interval:
    """Contacts forecast and contacts that came, of one interval; `forecast` None where no version was locked."""

    forecast: Fraction | None
    actual: Fraction


def locked(rows: Any, author: Author | None) -> Ratio:
    """Contacts forecast by locked versions, and the rows that tell them; null where a row tells no length of its interval."""
    where, volume, length = _locked(rows, author), column(rows, "volume"), column(rows, "interval_s")
    return Ratio(evident(volume, volume.notnull() & length.notnull(), "decimal(38,6)", where), rows.count(where=where))


def locked_work(rows: Any, author: Author | None) -> Ratio:
    """Seconds of handling forecast by locked versions, and the rows that tell them; null where a row expects contacts and tells
    no handling time for them.
    """
    where, volume, each = _locked(rows, author), column(rows, "volume"), column(rows, "aht_s")
    known = (each.notnull() | (volume == 0)) & volume.notnull() & column(rows, "interval_s").notnull()
    work = (volume.cast("decimal(18,6)") * each.fill_null(0).cast("decimal(18,3)")).cast("decimal(38,9)")
    return Ratio(evident(work, known, "decimal(38,9)", where), rows.count(where=where))


def _locked(rows: Any, author: Author | None) -> Any:
    """The rows of locked versions, of one author where both forecast."""
    where = column(rows, "locked_at").notnull()
    if author is None:
        return where
    one_of("author", author, get_args(Author))
    return where & (column(rows, "author") == author).fill_null(False)


def intervals(cells: Sequence[Cell], per: Iterable[Cell], lock_days: int) -> list[Interval]:
    """Each interval that has a forecast or a contact; none where no version was locked. Raises RefusedError."""
    refuse_lead(lock_days)
    forecasts = volumes(cells, lock_days)
    if not forecasts:
        return []
    came: dict[datetime, Fraction] = {}
    for one in per:
        came[one.at] = came.get(one.at, Fraction(0)) + Fraction(one.ratio.numerator)
    found = []
    for (at, length), volume in forecasts.items():
        quarters = (at + n * QUARTER for n in range(-(-length // QUARTER)))
        found.append(Interval(volume, sum((came.pop(one, Fraction(0)) for one in quarters), Fraction(0))))
    return [*found, *(Interval(None, number) for number in came.values() if number)]


def refuse_lead(lock_days: Any) -> None:
    """Raises RefusedError for what is no number of days."""
    if isinstance(lock_days, bool) or not isinstance(lock_days, int) or lock_days < 0:
        raise RefusedError([f"lock_days: found {lock_days!r}, expected whole days, 0 or more"])


def volumes(cells: Iterable[Cell], lock_days: int) -> dict[tuple[datetime, timedelta], Fraction]:
    """What is forecast, contacts or seconds of handling, by interval: its start and its length."""
    chosen: dict[Any, tuple[tuple[datetime, str], Cell]] = {}
    for one in cells:
        told = one.dimensions
        locked_at = datetime.fromisoformat(str(told["locked_at"])) if told.get("locked_at") else None
        if not one.ratio.denominator or locked_at is None or locked_at > one.at - timedelta(days=lock_days):
            continue
        place = (one.at, *((name, value) for name, value in told.items() if name not in VERSIONED))
        version = (locked_at, str(told.get("version")))
        if place not in chosen or chosen[place][0] < version:
            chosen[place] = (version, one)
    if len({one.dimensions.get("author") for _, one in chosen.values()}) > 1:
        raise RefusedError(["author: missing; client and partner both forecast, so name the one that is judged"])
    found: dict[tuple[datetime, timedelta], Fraction] = {}
    for _, one in chosen.values():
        interval = (one.at, timedelta(seconds=int(Decimal(str(one.dimensions["interval_s"])))))
        found[interval] = found.get(interval, Fraction(0)) + Fraction(one.ratio.numerator)
    for (at, length), (after, _) in pairwise(sorted(found)):
        if at + length > after:
            raise RefusedError(
                [
                    f"interval_s: the forecast of {at} UTC lasts {length} and overlaps that of {after}; they must be apart"
                ]
            )
    return found
