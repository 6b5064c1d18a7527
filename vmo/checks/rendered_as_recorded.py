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

from openpyxl import load_workbook

from vmo.records import Document, Finding


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """An error where a rendered file shows another net, lacks it, or holds a formula."""
    net = document.totals.net
    shown = json.loads(rendered["result.json"])["totals"]["net"]
    if Decimal(shown) != net:
        yield _finding(document, "result.json shows another net", shown, f"{net:f}")
    for name in sorted(rendered):
        if not name.endswith(".xlsx"):
            continue
        cells = [cell for sheet in load_workbook(BytesIO(rendered[name])) for row in sheet.iter_rows() for cell in row]
        formula = next((cell.coordinate for cell in cells if cell.data_type == "f"), None)
        if formula:
            yield _finding(document, f"{name} holds a formula", formula, "values only")
        if name == "invoice.xlsx" and not any(_equals(cell.value, net) for cell in cells):
            yield _finding(document, f"{name} does not show the net", "no such cell", f"{net:f}")


def _equals(value: object, amount: Decimal) -> bool:
    """A cell read back: numbers come as the shortest text that is the same number, so their text is compared."""
    return not isinstance(value, bool) and isinstance(value, int | float | str) and _decimal(str(value)) == amount


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    return Finding("rendered_as_recorded", "error", document.id, what, found, expected, "do not send it; report it")
