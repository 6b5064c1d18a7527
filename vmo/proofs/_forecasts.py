"""Locked forecasts as the proofs of domain.md 1.7 and decision Q7 read them, interval beside interval."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._rows import Population, Row, cell, within
from vmo.records import Cell, Ratio, RefusedError

DRAFT = ("version", "locked_at", "interval_s")


def of_locked(rows: Iterable[Row], author: str | None, population: Population) -> Ratio:
    """Contacts that locked versions expect, and the rows of these; an interval of unknown length is unknown."""
    seen = _seen(rows, author, population)
    volumes = [None if cell(row, "interval_s") is None else cell(row, "volume") for row in seen]
    told = [one for one in volumes if one is not None]
    return Ratio(sum(told, Decimal(0)) if len(told) == len(seen) else None, len(seen))


def work_of_locked(rows: Iterable[Row], author: str | None, population: Population) -> Ratio:
    """Volume times handling time that locked versions expect, and their rows; unknown where a row lacks one of them, but the time
    of no contacts.
    """
    seen = _seen(rows, author, population)
    work = Decimal(0)
    for row in seen:
        volume, each = cell(row, "volume"), cell(row, "aht_s")
        if volume is None or cell(row, "interval_s") is None or (each is None and volume):
            return Ratio(None, len(seen))
        work += Decimal(volume) * Decimal(each or 0)
    return Ratio(work, len(seen))


def _seen(rows: Iterable[Row], author: str | None, population: Population) -> list[Row]:
    """The rows of locked versions."""
    if author not in (None, "client", "partner"):
        raise RefusedError([f"author: found {author!r}, expected one of client, partner"])
    seen = [row for row in within(rows, population) if cell(row, "locked_at") is not None]
    return [row for row in seen if author is None or cell(row, "author") == author]


def errors(cells: Sequence[Cell], per: Sequence[Cell], lock_days: int) -> tuple[list[Fraction], Fraction] | None:
    """Forecast less actual of each interval, and all that came; None where nothing was locked in time."""
    forecast, starts = expectations(cells, lock_days)
    if not starts:
        return None
    actual: dict[datetime, Fraction] = defaultdict(Fraction)
    for one in per:
        actual[starts.get(one.at, one.at)] += Fraction(one.ratio.numerator)
    off = [forecast.get(at, Fraction(0)) - actual[at] for at in {*forecast, *actual}]
    return off, sum(actual.values(), Fraction(0))


def expectations(cells: Sequence[Cell], lock_days: int) -> tuple[dict[datetime, Fraction], dict[datetime, datetime]]:
    """What locked versions expect of each interval, by its start; and the start for each of its quarter-hours."""
    if not isinstance(lock_days, int) or isinstance(lock_days, bool) or lock_days < 0:
        raise RefusedError([f"lock_days: found {lock_days!r}, expected whole days, 0 or more"])
    in_time = [one for one in cells if one.ratio.denominator and _lead(one) >= timedelta(days=lock_days)]
    last: dict[object, Cell] = {}
    for one in sorted(in_time, key=lambda one: (one.dimensions["locked_at"], str(one.dimensions.get("version")))):
        last[one.at, frozenset((name, one.dimensions[name]) for name in one.dimensions if name not in DRAFT)] = one
    if len({one.dimensions.get("author") for one in last.values()}) > 1:
        raise RefusedError(["author: missing; two forecast, so name the one that is judged"])
    forecast: dict[datetime, Fraction] = defaultdict(Fraction)
    starts: dict[datetime, datetime] = {}
    for one in last.values():
        forecast[one.at] += Fraction(one.ratio.numerator)
        end = one.at + timedelta(seconds=int(Decimal(one.dimensions["interval_s"] or 0)))
        quarter = one.at
        while quarter < end:
            if starts.setdefault(quarter, one.at) != one.at:
                raise RefusedError([f"interval_s: forecasts overlap at {quarter} UTC; they must be apart"])
            quarter += timedelta(minutes=15)
    return forecast, starts


def _lead(one: Cell) -> timedelta:
    """How long before its interval a version was locked; a draft never was."""
    locked_at = one.dimensions.get("locked_at")
    return timedelta.min if not locked_at else one.at - datetime.fromisoformat(locked_at)
