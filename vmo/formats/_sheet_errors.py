r"""Cells of a sheet that have no value: an error such as #N/A, and a formula that nobody calculated.

The reader of sheets gives an empty cell for both. Empty means "no value", and these mean "not known", so they are told as the
text that stands in them, which no column can read.

>>> sheet = b'<c r="A2" t="e"><v>#N/A</v></c><c r="B3"><f>SUM(B1:B2)</f><v></v></c><c r="C3"><f>1+1</f><v>2</v></c>'
>>> list(_told(sheet))
[((1, 0), '#N/A'), ((2, 1), '#? =SUM(B1:B2)')]
>>> list(_told(b'<c r="A2" t="str"><f>""</f><v></v></c><c r="AB1" s="1"/>'))
[]
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO
from zipfile import ZipFile

CHUNK = 1 << 20
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
BEGINS = re.compile(rb"<(?:\w+:)?c\s")
ERROR = re.compile(rb'^[^>]*\st="e"')
TEXT = re.compile(rb'^[^>]*\st="(?:str|s|inlineStr)"')
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</")
FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</)")
BARE = re.compile(rb"(?:</(?:\w+:)?f|<(?:\w+:)?f\s[^>]*/)>\s*(?:<(?:\w+:)?v(?:/>|></(?:\w+:)?v>))?\s*</(?:\w+:)?c>")
PLACE = re.compile(rb'^[^>]*\sr="([A-Z]{1,3})([0-9]+)"')


def unknown(stream: BinaryIO, sheet: str | None) -> Iterator[tuple[tuple[int, int], str]]:
    """(row, column) from 0, and what stands there, of each such cell of the sheet, the first where none is named."""
    with ZipFile(stream) as book:
        path = _path(book, sheet)
        if path not in book.namelist():
            return
        with book.open(path) as told:
            rest = b""
            while chunk := told.read(CHUNK):
                rest += chunk
                *_, begun = [0, *(one.start() for one in BEGINS.finditer(rest))]
                yield from _told(rest[:begun])
                rest = rest[begun:]
            yield from _told(rest)


def _told(text: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in text and not BARE.search(text):
        return
    for cell in CELL.findall(text):
        place, value = PLACE.match(cell), VALUE.search(cell)
        formula = FORMULA.search(cell)
        if not place or not (ERROR.match(cell) or (formula and not value and not TEXT.match(cell))):
            continue
        column = 0
        for letter in place[1]:
            column = column * 26 + letter - ord("A") + 1
        stands = value[1] if value else b"#? =" + ((formula[1] or b"") if formula else b"")
        yield (int(place[2]) - 1, column - 1), unescape(stands.decode("utf-8", "replace"))


def _path(book: ZipFile, sheet: str | None) -> str:
    """Where the sheet lies in the book."""
    sheets = [_attributes(one) for one in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", _member(book, "xl/workbook.xml"))]
    wanted = next((one for one in sheets if sheet in (None, one.get("name"))), {})
    parts = [
        _attributes(one) for one in re.findall(rb"<Relationship\s[^>]*>", _member(book, "xl/_rels/workbook.xml.rels"))
    ]
    target = next((one.get("Target", "") for one in parts if wanted and one.get("Id") == wanted.get("id")), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _member(book: ZipFile, name: str) -> bytes:
    return book.read(name) if name in book.namelist() else b""


def _attributes(tag: bytes) -> dict[str, str]:
    """By their names without a prefix."""
    told = re.findall(rb'(?:\w+:)?(\w+)="([^"]*)"', tag)
    return {name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in told}
