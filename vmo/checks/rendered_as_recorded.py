"""Rendered as recorded: the workbook and the result that leave the house say what the records say

>>> from types import SimpleNamespace as A
>>> document = A(id="x/2026-10/1", status="draft", totals=A(net=Decimal("79900.00")))
>>> list(check(document, rendered={"result.json": b'{"totals": {"net": "79900.00"}}'}))
[]
>>> [str(one) for one in check(document, rendered={"result.json": b'{"totals": {"net": "79900.10"}}'})]
['x/2026-10/1: result.json shows another net: found 79900.10, expected 79900.00; do not send it; report it']
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from vmo.records import Document, Finding

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL, VALUE, FORMULA, TEXT = f"{MAIN}c", f"{MAIN}v", f"{MAIN}f", f"{MAIN}t"
NUMBER, SHARED, NEITHER = "n", "s", ("b", "e")  # what a cell holds; a truth or an error is no amount
SHEETS, TEXTS = "xl/worksheets/", "xl/sharedStrings.xml"


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """An error where a rendered file shows another net, lacks it, or holds a formula."""
    net = document.totals.net
    shown = json.loads(rendered["result.json"])["totals"]["net"]
    if Decimal(shown) != net:
        yield _finding(document, "result.json shows another net", shown, f"{net:f}")
    for name in sorted(rendered):
        if not name.endswith(".xlsx"):
            continue
        formula, shows_net = None, False
        for cell, value, is_formula in _cells(rendered[name]):
            formula = formula or (cell if is_formula else None)
            shows_net = shows_net or _decimal(value) == net
        if formula:
            yield _finding(document, f"{name} holds a formula", formula, "values only")
        if name == "invoice.xlsx" and not shows_net:
            yield _finding(document, f"{name} does not show the net", "no such cell", f"{net:f}")


def _cells(workbook: bytes) -> Iterator[tuple[str, str, bool]]:
    """Place, text and whether it is calculated, of every cell that holds something, from the parts of the file itself."""
    with ZipFile(BytesIO(workbook)) as parts:
        names = parts.namelist()
        texts = [_text(one) for one in etree.fromstring(parts.read(TEXTS)).iter(f"{MAIN}si")] if TEXTS in names else []
        for name in sorted(one for one in names if one.startswith(SHEETS) and one.endswith(".xml")):
            for cell in etree.fromstring(parts.read(name)).iter(CELL):
                held = {part.tag: part for part in cell}
                value = (held[VALUE].text if VALUE in held else "") or _text(cell)
                kind = cell.get("t", NUMBER)
                shown = texts[int(value)] if kind == SHARED else "" if kind in NEITHER else value
                yield cell.get("r", ""), shown, FORMULA in held


def _text(of: Any) -> str:
    return "".join(one.text or "" for one in of.iter(TEXT))


def _decimal(text: str) -> Decimal | None:
    """A cell as a number: written as the shortest text that is the same number, so the text is compared."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    return Finding("rendered_as_recorded", "error", document.id, what, found, expected, "do not send it; report it")
