r"""Delimited text: CSV, TSV and their like, any delimiter and quote, newlines inside quotes.

>>> import io
>>> recognise(b"CallID;Wait\n1;20\n"), recognise(b"PK\x03\x04")
(True, False)
>>> header(io.BytesIO(b'"CallID";Wait\r\n1;20\r\n'), delimiter=";", quote='"', header_row=1)
(['CallID', 'Wait'], 15)
"""

import csv
import io
from itertools import islice
from typing import BinaryIO

import numpy as np

from vmo.formats._export import Export, Places, Source
from vmo.formats._text import CHUNK, LONGEST_LINE, Layout, scan, surveyed
from vmo.records import Finding, RefusedFeedError

TEXT = True
BOM = b"\xef\xbb\xbf"
NEWLINE, SPACE = b"\n "


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of a delimited text."""
    return b"\0" not in head and not head.startswith((b"PK", b"PAR1", b"\x1f\x8b", b"{", b"["))


def read(source: Source, *, delimiter: str = ",", quote: str = '"', header_row: int = 1) -> Export:
    """The text as columns c0, c1 …; records that cannot be split are told apart with their lines."""
    with source.stream() as stream:
        names, size = header(stream, delimiter=delimiter, quote=quote, header_row=header_row, name=source.name)
        stream.seek(0)
        lines = stream.read(size).count(b"\n") or 1
        stream.seek(0)
        newline = b"\r\n" if stream.readline().endswith(b"\r\n") else b"\n"
        layout = Layout(delimiter.encode(), quote.encode(), newline, len(names))
        tally = _tally(stream, size, layout)

    def mended(*, damaged: bool = True) -> Export:
        return surveyed(source, layout, names, size=size, lines=lines, damaged=damaged)

    def exact(rows: int) -> bool:
        return tally.lines == rows and tally.delimiters == rows * (len(names) - 1)

    if tally.quotes or len(names) < 2:
        return mended(damaged=False)
    return Export(
        names,
        lines,
        scan(source, layout, skip=lines),
        Places.straight(lines),
        padded=tally.padded,
        exact=exact,
        mended=mended,
    )


def header(stream: BinaryIO, *, delimiter: str, quote: str, header_row: int, name: str = "") -> tuple[list[str], int]:
    """The names in the header, and how many bytes stand before the first row of data. No name at all: the text ends before.

    Raises RefusedFeedError, naming the file, where a line does not end as lines do.
    """
    above = b"".join(islice(stream, header_row - 1))
    text = b""
    for line in stream:
        text += line
        if not quote or text.count(quote.encode()) % 2 == 0 or len(text) > LONGEST_LINE:
            break
    size = len(above) + len(text)
    words = (text if above else text.removeprefix(BOM)).decode("utf-8", "replace").rstrip("\r\n")
    if "\r" in words:
        what = "the lines end with a carriage return alone, or the header holds one"
        act = "have it exported with line ends of Windows or Unix"
        raise RefusedFeedError([Finding("line_ends", "error", f"{name}:{header_row}", what, repr(words[:40]), "", act)])
    told = csv.reader(
        io.StringIO(words),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    return [one.strip() for one in next(told, [])], size


class _Tally:
    """What stands in the text below the header, counted by byte."""

    def __init__(self) -> None:
        self.lines = self.delimiters = 0
        self.quotes = self.padded = False


def _tally(stream: BinaryIO, size: int, layout: Layout) -> _Tally:
    tally = _Tally()
    stream.seek(size)
    last = b"\n"
    while chunk := stream.read(CHUNK):
        codes = np.frombuffer(chunk, np.uint8)
        tally.lines += int(np.count_nonzero(codes == NEWLINE))
        tally.delimiters += int(np.count_nonzero(codes == layout.delimiter[0]))
        tally.padded = tally.padded or _padded(last + chunk, layout)
        tally.quotes = tally.quotes or bool(layout.quote and layout.quote in chunk)
        last = chunk[-1:]
    tally.padded = tally.padded or last == b" "
    tally.lines += last != b"\n"
    return tally


def _padded(text: bytes, layout: Layout) -> bool:
    """Whether a space stands at the edge of a field."""
    if b" " not in text:
        return False
    codes = np.frombuffer(text, np.uint8)
    spaces = np.flatnonzero(codes == SPACE)
    beside = np.concatenate([codes[spaces[spaces > 0] - 1], codes[spaces[spaces < len(codes) - 1] + 1]])
    return bool(((beside == layout.delimiter[0]) | (beside < SPACE)).any())
