r"""Spreadsheets: one sheet of an XLSX file, its cells as the text that the feed declares.

A formula counts by the value that the sheet shows; an error, or a formula without a value, is a text that no column can read.
Rows without any cell are no records.

>>> import datetime
>>> recognise(b"PK\x03\x04"), recognise(b"a;b")
(True, False)
>>> text(20.9, ","), text(20.0, "."), text(datetime.timedelta(hours=30, minutes=2), ".")
('20,9', '20', '30:02:00')
>>> text(12345678901234567890.0, ".")  # a sheet holds 15 digits; what says so is no id
'1.2345678901234567E+19'
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from vmo.formats._export import Export, Places, Source, Unread
from vmo.formats._sheet_errors import unknown
from vmo.formats._text import Layout, scan
from vmo.records import Finding, RefusedFeedError

CHUNK = 10_000
LARGEST = 512 << 20  # its grid is held in memory; a full sheet of twenty columns has about this
EXACT = 1 << 53  # from here on a sheet has no number for every whole number
MILLISECOND = timedelta(milliseconds=1)
HALF = timedelta(microseconds=500)
MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001  a day to carry a time of day


def recognise(head: bytes) -> bool:
    """Whether the first bytes are those of a zip, as every XLSX is."""
    return head.startswith(b"PK\x03\x04")


def read(
    source: Source,
    *,
    sheet: str | None = None,
    header_row: int = 1,
    header: list[str] | None = None,
    decimal: str = ".",
) -> Export:
    """The cells below the header, or all where `header` names them, as text c0, c1 …; a record's line is its row in the sheet."""
    grid = _grid(source, sheet)
    if header is not None:
        header_row = 0
    else:
        told = grid[header_row - 1] if len(grid) >= header_row else []
        header = [text(cell, decimal).strip() for cell in told]
        while header and not header[-1]:
            header.pop()
    unread: list[Unread] = []
    records: list[int] = []
    rows: list[int] = []

    def cells() -> Iterator[list[str]]:
        record = 0
        for row, line in enumerate(grid[header_row:], header_row + 1):
            values = [text(cell, decimal) for cell in line]
            if not any(value.strip() for value in values):
                continue
            record += 1
            if any(value.strip() for value in values[len(header) :]):
                reason = f"cells beyond the {len(header)} columns of the header"
                unread.append(Unread(record, row, "fields", " | ".join(values)[:500], reason))
                continue
            records.append(record)
            rows.append(row)
            yield [*values, *[""] * len(header)][: len(header)]

    kept = source.keep(_written(cells()))
    layout = Layout(b",", b'"', b"\n", len(header))
    places = Places.of(np.array(records, dtype=np.int64), np.array(rows, dtype=np.int64))
    return Export(header, header_row or 1, scan(kept, layout, skip=0, new_line=True), places, unread, typed=True)


def text(cell: Any, decimal: str) -> str:
    """A cell as text: numbers with the feed's decimal mark, dates and times as ISO to the millisecond that a sheet can hold."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        if abs(cell) >= EXACT:
            return f"{Decimal(repr(cell)).normalize():E}"
        return f"{Decimal(repr(cell)).normalize():f}".replace(".", decimal)
    if isinstance(cell, datetime):
        return _to_millisecond(cell).isoformat(" ")
    if isinstance(cell, time):
        return _to_millisecond(datetime.combine(MIDNIGHT, cell)).time().isoformat()
    if isinstance(cell, timedelta):
        return _hours(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _to_millisecond(moment: datetime) -> datetime:
    moment += HALF
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _hours(span: timedelta) -> str:
    milliseconds = (abs(span) + HALF) // MILLISECOND
    minutes, rest = divmod(milliseconds, 60_000)
    sign = "-" if span < timedelta(0) else ""
    told = f"{sign}{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}"
    return told + (f".{rest % 1000:03}" if rest % 1000 else "")


def _grid(source: Source, sheet: str | None) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with source.stream() as stream:
            unpacked = sum(member.file_size for member in ZipFile(stream).infolist())
        if unpacked > LARGEST:
            action = "have it exported as CSV or Parquet, or a day at a time"
            raise _refused(source, "too large when unpacked", f"{unpacked:,} bytes", f"at most {LARGEST:,}", action)
        with source.stream() as stream:
            book = CalamineWorkbook.from_filelike(stream)
        if sheet is not None and sheet not in book.sheet_names:
            raise _refused(
                source, "no such sheet", ", ".join(book.sheet_names), sheet, "set `sheet` to one that is there"
            )
        found = book.get_sheet_by_name(sheet) if sheet is not None else book.get_sheet_by_index(0)
        grid: list[list[Any]] = found.to_python(skip_empty_area=False)
        with source.stream() as stream:
            for (row, column), stands in unknown(stream, sheet):
                if row < len(grid) and column < len(grid[row]):
                    grid[row][column] = stands
    except (CalamineError, BadZipFile, OSError) as error:
        raise _refused(
            source, "not a spreadsheet that can be read", str(error), "xlsx", "ask the partner to save it again as XLSX"
        ) from None
    return grid


def _refused(source: Source, what: str, found: str, expected: str, action: str) -> RefusedFeedError:
    return RefusedFeedError([Finding("format", "error", source.name, what, found, expected, action)])


def _written(rows: Iterator[list[str]]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for count, row in enumerate(rows, 1):
        writer.writerow(row)
        if count % CHUNK == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
