r"""JSON lines: one object a line, nested keys named by their path with dots.

A key that the feed names, in `columns` or `unused`, ends the path there: what lies below comes as JSON text.

>>> recognise(b'{"ContactId": "1"}\n'), recognise(b"ContactId;Wait\n")
(True, False)
"""

from vmo.formats._export import Export, Source
from vmo.formats._objects import APART, of_objects
from vmo.formats._text import Layout, surveyed

TEXT = True
BOM = b"\xef\xbb\xbf"


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of JSON lines."""
    return head.removeprefix(BOM).lstrip().startswith(b"{")


def read(source: Source, *, columns: list[str], unused: list[str]) -> Export:
    """The keys as columns c0, c1 …; a line that is no object is broken."""
    with source.stream() as stream:
        size = len(BOM) if stream.read(len(BOM)) == BOM else 0
        stream.seek(size)
        newline = b"\r\n" if stream.readline().endswith(b"\r\n") else b"\n"
    lines = surveyed(source, Layout(APART, b"", newline, 1), ["line"], size=size, lines=0, damaged=False)
    return of_objects(source, lines, columns=columns, unused=unused)
