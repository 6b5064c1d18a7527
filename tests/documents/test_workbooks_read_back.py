"""The check that reads a workbook back finds what must not leave the house."""

import json
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from vmo.checks.rendered_as_recorded import check

DOCUMENT = SimpleNamespace(id="x/2026-10/1", totals=SimpleNamespace(net=Decimal("40.93")))


def told(*cells):
    book, kept = Workbook(), BytesIO()
    for nth, value in enumerate(cells, 1):
        book.active.cell(nth, 2).value = value
    book.save(kept)
    rendered = {"result.json": json.dumps({"totals": {"net": "40.93"}}).encode(), "invoice.xlsx": kept.getvalue()}
    return [one.what for one in check(DOCUMENT, rendered=rendered)]


@pytest.mark.parametrize("net", [40.93, "40.93", "40.930"])
def test_a_workbook_that_shows_the_net_is_right(net):
    assert told("net", net) == []


@pytest.mark.parametrize("cells", [("net", 40.94), ("net 40.93",), (), (True,)])
def test_a_workbook_that_does_not_show_the_net_is_found(cells):
    assert told(*cells) == ["invoice.xlsx does not show the net"]


def test_a_formula_is_found():
    assert told(40.93, "=1+1") == ["invoice.xlsx holds a formula"]
