"""Workbook: a document → the bytes of one Excel file, the same bytes every time.

The sheets of a book are the modules of `vmo/sheets/` whose BOOK is its name, in the order of PLACE; one that has `parts` writes a
sheet for each. What partners wrote (file names, codes, findings) reaches a sheet readable and harmless: control characters are
made visible before the sheets are written, and after it every text is a text, whatever it begins with.
"""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from operator import is_
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from vmo import plugins
from vmo.records import RefusedError
from vmo.sheets._page import Headed

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# What XML cannot carry, what a spreadsheet would rewrite, what turns the reading direction of a name.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def render(book: str, document: Headed) -> bytes:
    """A book (`scorecard`, `invoice` of a document, `whatif` of a comparison) as xlsx; RefusedError for one that is none."""
    modules = [plugins.find("sheets", name) for name in plugins.names("sheets")]
    chosen = sorted((module for module in modules if book == module.BOOK), key=lambda module: int(module.PLACE))
    if not chosen:
        raise RefusedError([f"{book!r} is not a book; known: {', '.join(sorted({m.BOOK for m in modules}))}"])
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    readable = visible(document)
    for module in (one for one in chosen if not hasattr(one, "applies") or one.applies(document)):
        whole: list[tuple[str, *tuple[Any, ...]]] = [(module.__name__.rpartition(".")[2],)]
        for title, *part in module.parts(readable) if hasattr(module, "parts") else whole:
            sheet = workbook.create_sheet(title)
            module.write(sheet, readable, *part)
            as_text(sheet)
    return _bytes(workbook, f"{book} {readable.id}")


def opens_formula(text: str) -> bool:
    r"""Whether a spreadsheet program would take the text for a formula.

    >>> [opens_formula(text) for text in ("=1+1", "@SUM(A1)", "\t=1", "Wait")]
    [True, True, True, False]
    """
    return text.startswith(FORMULA_MARKS)


def harmless(text: str) -> str:
    """The text for a CSV file: one that would be a formula is led by an apostrophe; a number stays a number.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("-12.50"), harmless("care")
    ("'=cmd|' /C calc'!A0", '-12.50', 'care')
    """
    return f"'{text}" if opens_formula(text) and not NUMBER.fullmatch(text) else text


def visible(value: Any) -> Any:
    r"""The value with every character that a workbook cannot carry, or that hides something, written out.

    >>> visible(("calls\x00.csv", "gpj\u202e.csv", "통화"))
    ('calls\\x00.csv', 'gpj\\u202e.csv', '통화')
    """
    if isinstance(value, str):
        return INVISIBLE.sub(_written_out, value) if INVISIBLE.search(value) else value
    if isinstance(value, tuple):
        shown = tuple(visible(one) for one in value)
        return value if all(map(is_, shown, value)) else shown
    if isinstance(value, dict):
        return {visible(key): visible(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        told = ((name, getattr(value, name)) for name in _names(type(value)))
        changed = {name: shown for name, one in told if (shown := visible(one)) is not one}
        return replace(value, **changed) if changed else value
    return value


@cache
def _names(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def as_text(sheet: Worksheet) -> None:
    """Make every text cell a text cell: no sheet leaves a formula or an error value behind."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            # An exact number is written as its digits: openpyxl would print a Decimal by way of a float.
            if cell.data_type == "n" and NUMBER.fullmatch(cell.value):
                continue
            if len(cell.value) >= LONGEST_TEXT:
                cell.value = cell.value[: LONGEST_TEXT - 2] + " …"
            cell.data_type = "s"
            if opens_formula(cell.value):
                cell.quotePrefix = True


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _bytes(workbook: Workbook, title: str) -> bytes:
    properties = workbook.properties
    properties.title, properties.creator = title, "vmo"
    properties.created = properties.modified = NO_TIME.replace(tzinfo=None)
    workbook.active = 0
    stamped = BytesIO()
    with ZipFile(stamped, "w") as archive:
        ExcelWriter(workbook, archive).write_data()
    timeless = BytesIO()
    with ZipFile(stamped) as source, ZipFile(timeless, "w") as target:
        for name in sorted(source.namelist()):
            member = ZipInfo(name, NO_TIME.timetuple()[:6])
            member.compress_type, member.external_attr, member.create_system = ZIP_DEFLATED, 0o644 << 16, 3
            target.writestr(member, source.read(name))
    return timeless.getvalue()
