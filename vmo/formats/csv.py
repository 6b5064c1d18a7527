"""Delimited text: CSV, TSV and their like, any delimiter and quote, newlines inside quotes.

>>> import io
>>> recognise(b"CallID;Wait\\n1;20\\n"), recognise(b"PK\\x03\\x04")
(True, False)
>>> header(io.BytesIO(b'"CallID";Wait\\r\\n1;20\\r\\n'), delimiter=";", quote='"', header_row=1)
(['CallID', 'Wait'], 14)
"""

import csv
import io
from itertools import islice
from typing import BinaryIO

import numpy as np

from vmo.formats._export import Export, Places, Source
from vmo.formats._text import CHUNK, Layout, Survey

TEXT = True
BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 1 << 21
NEWLINE = 10


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of a delimited text."""
    return b"\0" not in head and not head.startswith((b"PK", b"PAR1", b"\x1f\x8b", b"{", b"["))


def read(source: Source, *, delimiter: str = ",", quote: str = '"', header_row: int = 1) -> Export:
    """The text as columns c0, c1 …; records that cannot be split are told apart with their lines."""
    with source.stream() as stream:
        names, size = header(stream, delimiter=delimiter, quote=quote, header_row=header_row)
        stream.seek(0)
        lines = stream.read(size).count(b"\n") or 1
        stream.seek(0)
        newline = b"\r\n" if stream.readline().endswith(b"\r\n") else b"\n"
        layout = Layout(delimiter.encode(), quote.encode(), newline, len(names))
        begun = _tally(stream, size, layout)

    def mended() -> Export:
        with source.stream() as again:
            again.seek(size)
            survey = Survey(again, layout, line=lines + 1)
            kept = source.keep(survey.chunks())
        return Export(names, lines, _scan(kept, layout, 0), survey.places, survey.unread)

    if begun.quotes or not layout.delimiter or len(names) < 2:
        return mended()
    whole = Export(names, lines, _scan(source, layout, lines), Places.straight(lines))

    def exact(rows: int) -> bool:
        return begun.lines == rows and begun.delimiters == rows * (len(names) - 1)

    return Export(whole.header, lines, whole.scan, whole.places, exact=exact, mended=mended)


def header(stream: BinaryIO, *, delimiter: str, quote: str, header_row: int) -> tuple[list[str], int]:
    """The names in the header, and how many bytes stand before the first row of data. No name at all: the text ends before."""
    above = b"".join(islice(stream, header_row - 1))
    text = b""
    for line in stream:
        text += line
        if not quote or text.count(quote.encode()) % 2 == 0 or len(text) > LONGEST_LINE:
            break
    size = len(above) + len(text)
    words = (text if above else text.removeprefix(BOM)).decode("utf-8", "replace").rstrip("\r\n")
    told = csv.reader(
        io.StringIO(words),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    return [name.strip() for name in next(told, [])], size


class _Tally:
    """What stands in the text below the header, counted by byte."""

    def __init__(self) -> None:
        self.lines = self.delimiters = 0
        self.quotes = False


def _tally(stream: BinaryIO, size: int, layout: Layout) -> _Tally:
    tally = _Tally()
    stream.seek(size)
    last = b"\n"
    while chunk := stream.read(CHUNK):
        codes = np.frombuffer(chunk, np.uint8)
        tally.lines += int(np.count_nonzero(codes == NEWLINE))
        tally.delimiters += int(np.count_nonzero(codes == layout.delimiter[0]))
        tally.quotes = tally.quotes or bool(layout.quote and layout.quote in chunk)
        last = chunk[-1:]
    tally.lines += last != b"\n"
    return tally


def _scan(source: Source, layout: Layout, skip: int) -> str:
    """The engine's strict reading: it stops at the first record that is not whole."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(layout.fields))

    def literal(text: bytes | str) -> str:
        told = text if isinstance(text, str) else text.decode()
        return "'" + told.replace("'", "''") + "'"

    quote = literal(layout.quote)
    return (
        f"read_csv({literal(source.path)}, columns={{{columns}}}, auto_detect=false, header=false, skip={skip}, "
        f"delim={literal(layout.delimiter)}, quote={quote}, escape={quote}, nullstr='', strict_mode=true, "
        f"max_line_size={LONGEST_LINE}, comment='')"
    )
