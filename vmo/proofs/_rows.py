"""Plain rows as every proof reads them: canonical column name to value; an unmapped column is absent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from vmo.records import RefusedError

Row = Mapping[str, Any]
Population = Mapping[str, Sequence[str]]
Number = TypeVar("Number", int, Decimal)

EVERYONE: Population = {}
HANDLING = ("talk_s", "hold_s", "acw_s")


class UnknownError(Exception):
    """A number that nobody told: the sum it belongs to is not known either, and is None, never smaller."""


def known(number: Callable[[], Number]) -> Number | None:
    """The number, or None where it rests on something unknown."""
    try:
        return number()
    except UnknownError:
        return None


def within(rows: Iterable[Row], population: Population) -> Iterator[Row]:
    """The rows that hold, in every column of `population`, one of its values."""
    for row in rows:
        if all(cell(row, column) in values for column, values in population.items()):
            yield row


def is_contact(row: Row) -> bool:
    """A contact has an outcome; an interval (grain G3) has the partner's counts instead."""
    return "outcome" in row


def cell(row: Row, column: str) -> Any:
    """The value, None where the export gave none; raises RefusedError where the column is not mapped."""
    if column not in row:
        raise RefusedError([f"{column}: not mapped, so nothing is counted; map it in the partner YAML"])
    return row[column]


def told(row: Row, column: str) -> Decimal:
    """What the partner counted in one interval; raises UnknownError where the cell has no value."""
    value = cell(row, column)
    if value is None:
        raise UnknownError(column)
    return Decimal(value)


def counted(rows: Iterable[Row], column: str) -> int:
    """Sum of one of the partner's counts; raises UnknownError."""
    return int(sum(told(row, column) for row in rows))


def seconds(row: Row, column: str) -> Decimal:
    """Seconds of one row; a contact without a value took none, an interval without one raises UnknownError.

    Unmapped `handle_s` is what is mapped of talk, hold and wrap-up (domain.md 1.4).
    """
    if column == "handle_s" and column not in row:
        parts = [part for part in HANDLING if part in row]
        if parts:
            return sum((seconds(row, part) for part in parts), Decimal(0))
    if is_contact(row) and cell(row, column) is None:
        return Decimal(0)
    return told(row, column)
