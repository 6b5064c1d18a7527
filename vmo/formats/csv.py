r"""Delimited text: CSV, TSV and their like, any delimiter and quote, newlines inside quotes.

>>> recognise(b"CallID;Wait\n1;20\n"), recognise(b"PK\x03\x04")
(True, False)
"""

import io
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vmo.formats._export import Export, Places, Source
from vmo.formats._header import BOM, header_of, is_delimited
from vmo.formats._text import Layout, scan, surveyed
from vmo.records import Finding, RefusedFeedError

TEXT = True
PIECE = 1 << 20
NEWLINE, SPACE, UNDERSCORE, SMALL_E, POINT = b"\n _e."
ZERO, LOWER = np.uint8(48), np.uint8(32)
BEFORE = 4
Codes = npt.NDArray[np.uint8]


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of a delimited text."""
    return is_delimited(head)


def read(
    source: Source, *, delimiter: str = ",", quote: str = '"', header_row: int = 1, header: list[str] | None = None
) -> Export:
    """The text as columns c0, c1 …, named by its header, or by `header` where it has none; records that cannot be split are
    told apart with their lines.
    """
    with source.stream() as stream:
        names, size = header_of(stream, delimiter=delimiter, quote=quote, header_row=header_row, name=source.name)
        if header is not None:
            _as_many(header, names, source.name)
            stream.seek(0)
            names, size = header, len(BOM) if stream.read(len(BOM)) == BOM else 0
        stream.seek(0)
        lines = 0 if header is not None else stream.read(size).count(b"\n") or 1
        stream.seek(0)
        newline = b"\r\n" if stream.readline().endswith(b"\r\n") else b"\n"
        layout = Layout(delimiter.encode(), quote.encode(), newline, len(names))
    tally = _tally(source, size, layout)

    def mended(*, damaged: bool = True) -> Export:
        return surveyed(source, layout, names, size=size, lines=lines, damaged=damaged)

    def exact(rows: int) -> bool:
        return tally.lines == rows and tally.delimiters == rows * (len(names) - 1)

    def seconds(columns: Collection[str]) -> str:
        return scan(source, layout, skip=lines, seconds={names.index(name) for name in columns})

    if tally.quotes or len(names) < 2:
        return mended(damaged=False)
    return Export(
        names,
        lines or 1,
        scan(source, layout, skip=lines),
        Places.straight(lines),
        padded=tally.padded,
        seconds=None if tally.padded or tally.odd_numbers else seconds,
        exact=exact,
        mended=mended,
    )


def _as_many(header: list[str], first: list[str], name: str) -> None:
    """Raises RefusedFeedError where a file without a header has more fields, or fewer, than the feed names."""
    if first and len(first) != len(header):
        what = "the first line has other fields than `header` names"
        act = "see whether the export has a header now, or a column more, then change `header`"
        found, expected = f"{len(first)} fields", f"{len(header)}"
        raise RefusedFeedError([Finding("header", "error", f"{name}:1", what, found, expected, act)])


@dataclass(frozen=True)
class _Tally:
    """What stands in the text below the header, counted by byte."""

    lines: int
    delimiters: int
    quotes: bool
    padded: bool
    odd_numbers: bool


def _tally(source: Source, size: int, layout: Layout) -> _Tally:
    """Two pieces of the text at a time; counting lets other threads run."""
    with source.stream() as stream:
        end = stream.seek(0, io.SEEK_END)
        stream.seek(max(end - 1, size))
        last = stream.read(1) or b"\n"
    with ThreadPoolExecutor(2) as two:
        parts = list(two.map(lambda at: _part(source, at, layout, first=at == size), range(size, end, PIECE)))
    return _Tally(
        sum(one.lines for one in parts) + (last != b"\n"),
        sum(one.delimiters for one in parts),
        any(one.quotes for one in parts),
        any(one.padded for one in parts) or last == b" ",
        any(one.odd_numbers for one in parts),
    )


def _part(source: Source, begin: int, layout: Layout, *, first: bool) -> _Tally:
    """One piece, and a few bytes before it, for what is looked for may lie between two pieces."""
    with source.stream() as stream:
        stream.seek(begin if first else begin - BEFORE)
        text = b"\n" * BEFORE + stream.read(PIECE) if first else stream.read(PIECE + BEFORE)
    codes = np.frombuffer(text, np.uint8)
    delimiters, spaces = codes == layout.delimiter[0], codes == SPACE
    edges = delimiters | (codes < SPACE)
    padded = (spaces[1:] & edges[:-1]).any() or (spaces[:-1] & edges[1:]).any()
    return _Tally(
        int(np.count_nonzero(codes[BEFORE:] == NEWLINE)),
        int(np.count_nonzero(delimiters[BEFORE:])),
        bool(layout.quote and layout.quote in text),
        bool(padded),
        _odd_numbers(codes),
    )


def _odd_numbers(codes: Codes) -> bool:
    """Whether a number may be finer than a millisecond, or written as 1e3 or 1_0, which the engine reads too.

    >>> [_odd_numbers(np.frombuffer(text, np.uint8)) for text in (b"1.123,A1e3", b"1.1234", b"1.e0", b"1_0", b"a.b,1.5")]
    [True, True, True, True, False]
    """
    digits, points = codes - ZERO < 10, codes == POINT
    pairs = digits[1:] & digits[:-1]
    fours = pairs[2:] & pairs[:-2]
    marks = (codes | LOWER == SMALL_E) | (codes == UNDERSCORE)
    return bool((points[:-4] & fours[1:]).any() or ((digits | points)[:-1] & marks[1:]).any())
