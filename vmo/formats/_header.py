r"""The header of delimited text: the names in it, and where the data begins.

>>> told = {"delimiter": ";", "quote": '"'}
>>> header_of(io.BytesIO(b'"CallID";Wait\r\n1;20\r\n'), **told, header_row=1)
(['CallID', 'Wait'], 15)
"""

import csv
import io
from itertools import islice
from typing import BinaryIO

from vmo.formats._text import LONGEST_LINE
from vmo.records import Finding, RefusedFeedError

BOM = b"\xef\xbb\xbf"


def is_delimited(head: bytes) -> bool:
    """Whether the first bytes can be those of a delimited text."""
    return b"\0" not in head and not head.startswith((b"PK", b"PAR1", b"\x1f\x8b", b"{", b"["))


def header_of(
    stream: BinaryIO, *, delimiter: str, quote: str, header_row: int, name: str = ""
) -> tuple[list[str], int]:
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
