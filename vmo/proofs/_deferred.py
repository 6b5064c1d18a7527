"""Deferred work as its proofs read it: milliseconds, amounts in one currency, agreed cycle times (domain.md 1.6, 1.8)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from vmo.proofs._rows import Row, UnknownError, cell
from vmo.records import Cell, RefusedError

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  the lake keeps UTC without a zone
MILLISECOND = timedelta(milliseconds=1)
MILLI = Decimal("0.001")
NONE_DUE = Decimal(1)


def milliseconds(instant: datetime) -> int:
    """Whole milliseconds since 1970; what is finer does not count."""
    return (instant - EPOCH) // MILLISECOND


def of_hours(hours: Decimal | int, term: str) -> int:
    """Hours of a term as milliseconds. Raises RefusedError."""
    exact = Fraction(hours) * 3600 * 1000
    if exact <= 0 or exact.denominator > 1:
        raise RefusedError([f"{term}: found {hours}, expected more than 0 h, in whole milliseconds"])
    return exact.numerator


def is_set(row: Row, flag: str) -> bool:
    """A flag that is blank or not mapped is not set."""
    return row.get(flag) is True


def is_cancelled(row: Row) -> bool:
    return row.get("status") == "cancelled"


def is_completed(row: Row) -> bool:
    return cell(row, "completed_at") is not None and not is_cancelled(row)


def value(rows: Iterable[Row], column: str, currency: str) -> Decimal:
    """Sum of an amount; UnknownError where one is not told in that currency, RefusedError where none could be."""
    if not (len(currency) == 3 and currency.isupper()):
        raise RefusedError([f"currency: found {currency!r}, expected a code such as USD"])
    found = Decimal(0)
    for row in rows:
        amount = cell(row, column)
        if amount is None or cell(row, "currency") != currency:
            raise UnknownError(column)
        found += Decimal(amount)
    return found


def common(cycle_h: Any) -> tuple[dict[Decimal, int], int]:
    """The agreed cycle times in milliseconds, and the shortest time into which each of them goes."""
    hours = cycle_h if isinstance(cycle_h, list | tuple) else [cycle_h]
    if not hours:
        raise RefusedError(["cycle_h: found none, expected the cycle time agreed in hours, such as 24, or several"])
    cycles = {Decimal(one): of_hours(one, "cycle_h") for one in hours}
    return cycles, lcm(*cycles.values())


def cycle_of(row: Row, cycles: dict[Decimal, int]) -> int:
    """The cycle time of a row in milliseconds; UnknownError where nobody agreed it."""
    own = row.get("target_cycle_h")
    if own is None and len(cycles) == 1:
        return next(iter(cycles.values()))
    if len(cycles) > 1:
        own = cell(row, "target_cycle_h")
    if own is None or Decimal(own) not in cycles:
        raise UnknownError("target_cycle_h")
    return cycles[Decimal(own)]


def last_or_all(cells: Sequence[Cell], snapshots: str, counted_on: Iterable[date]) -> tuple[Decimal, Decimal, int]:
    """Sums of the last day's snapshot, or of every day's, and how many days that are; none where a sum is not known."""
    if snapshots not in ("last", "daily"):
        raise RefusedError([f"snapshots: found {snapshots!r}, expected one of last, daily"])
    by_day: dict[date, list[Cell]] = {day: [] for day in counted_on}
    for one in cells:
        by_day.setdefault(one.local.date(), []).append(one)
    days = sorted(by_day) if snapshots == "daily" else sorted(by_day)[-1:]
    own = [one.ratio for day in days for one in by_day[day]]
    if not all(ratio.numerator is not None for ratio in own):
        return Decimal(0), Decimal(0), 0
    return (
        sum((Decimal(ratio.numerator) for ratio in own), Decimal(0)),
        sum((Decimal(ratio.denominator or 0) for ratio in own), Decimal(0)),
        len(days),
    )


def in_force(row: Row) -> Any:
    """The date of the last plan approved in time: a later one than first committed needs approval before that."""
    due, committed, approved = cell(row, "due_at"), row.get("committed_at"), row.get("baseline_approved_at")
    if due is None or committed is None or due <= committed:
        return due
    return due if approved is not None and approved < committed else committed


def one_of(term: str, word: str, allowed: Sequence[str]) -> None:
    """Raises RefusedError where a term is none of the words it may be."""
    if word not in allowed:
        raise RefusedError([f"{term}: found {word!r}, expected one of {', '.join(allowed)}"])
