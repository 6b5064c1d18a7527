"""What a format hands to conform: a relation of text to scan, and where each of its rows stands in the file."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


class Source(Protocol):
    """The bytes of one file, made plain: opened, kept and named by conform, never by a format."""

    name: str
    path: str

    def stream(self) -> BinaryIO:
        """A fresh stream from the first byte."""

    def keep(self, chunks: Iterable[bytes]) -> "Source":
        """A copy made of these chunks, as long as the conforming lasts."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer of the engine."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that cannot be split into its fields. `line` is the line of the file, or the row of the sheet."""

    record: int
    line: int
    rule: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Places:
    """Record and line of the i-th row of a scan (from 0), kept as the few rows where they begin to differ.

    Row i is record `i + 1 + records[k]` on line `i + 1 + lines[k]`, where k is the last step with `steps[k] <= i`.
    """

    steps: Numbers
    records: Numbers
    lines: Numbers

    @classmethod
    def straight(cls, before: int) -> "Places":
        """Every row on its own line, after `before` lines of header."""
        return cls(_numbers([0]), _numbers([0]), _numbers([before]))

    @classmethod
    def of(cls, records: Numbers, lines: Numbers) -> "Places":
        """The places of rows of which each record and line is known."""
        if not len(records):
            return cls.straight(0)
        row = np.arange(1, len(records) + 1)
        ahead, down = records - row, lines - row
        changed = np.flatnonzero((np.diff(ahead) != 0) | (np.diff(down) != 0)) + 1
        steps = np.concatenate([_numbers([0]), changed])
        return cls(steps, ahead[steps], down[steps])

    @classmethod
    def joined(cls, parts: "list[Places]") -> "Places":
        """The places of one scan, told in parts that stand `after` each other."""
        if not parts:
            return cls.straight(0)
        steps, records, lines = (
            np.concatenate([getattr(one, name) for one in parts]) for name in ("steps", "records", "lines")
        )
        new = np.concatenate([[True], (np.diff(records) != 0) | (np.diff(lines) != 0)])
        return cls(steps[new], records[new], lines[new])

    def after(self, rows: int) -> "Places":
        """The same places of rows that follow so many others."""
        return Places(self.steps + rows, self.records - rows, self.lines - rows)

    def at(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """(records, lines) of rows.

        >>> places = Places.of(_numbers([1, 2, 4]), _numbers([2, 3, 6]))
        >>> [numbers.tolist() for numbers in places.at(_numbers([0, 1, 2, 3]))]
        [[1, 2, 4, 5], [2, 3, 6, 7]]
        """
        if len(self.steps) == 1:
            return rows + (1 + self.records[0]), rows + (1 + self.lines[0])
        k = np.searchsorted(self.steps, rows, side="right") - 1
        return rows + 1 + self.records[k], rows + 1 + self.lines[k]


@dataclass(frozen=True)
class Export:
    """One file, ready to scan.

    `scan` is SQL for a relation with one text column for each header, named c0, c1 …, in the order of the file; an empty
    cell is null. `typed`: instants come as ISO, and day fractions perhaps as hh:mm:ss, since the file holds dates and
    times as such. `padded`: cells may have spaces around them. `seconds(columns)` is the same scan with these columns
    as decimal(12,3), where no cell of the file can lose a digit by it; it stops at a cell that is no number. `fault` is
    an SQL condition that holds where the record itself is broken, `shown` the SQL of what then stands there.
    `optional`: a record need not have every column.
    `exact(rows)` says after the scan whether its rows are the records of the file; where it says no, or where the
    engine stops, `mended` reads the file again record by record.
    """

    header: list[str]
    header_line: int
    scan: str
    places: Places
    unread: list[Unread] = field(default_factory=list)
    typed: bool = False
    padded: bool = True
    seconds: Callable[[Collection[str]], str] | None = None
    fault: str | None = None
    shown: str = "''"
    optional: bool = False
    exact: Callable[[int], bool] | None = None
    mended: "Callable[[], Export] | None" = None


def _numbers(values: Iterable[int]) -> Numbers:
    return np.array(list(values), dtype=np.int64)
