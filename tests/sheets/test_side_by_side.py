"""The sheet of a comparison: both sides, their difference, and the verdicts that turn."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from vmo import workbook
from vmo.correction.comparison import TOTALS, Amount, ComparedMonth, Comparison, Turned
from vmo.records import Party


@pytest.fixture
def comparison():
    amounts = (
        Amount("line", "voice", Decimal("45.12"), Decimal("50.76")),
        Amount("line", "mail", None, Decimal("3.00")),
        Amount("credit", "sl", Decimal("1.93"), None),
        *(Amount("total", name, Decimal("40.00"), Decimal("50.00")) for name in TOTALS),
    )
    states = (Turned("sl", ("breach",), ("met",)), Turned("aht", ("met",), ("met",)))
    acme, north = Party("acme", "Acme Calls", (), "DE"), Party("north", "North Energy", (), "DE")
    return Comparison(
        "acme-care/2026-10", "=other.yaml", "EUR", acme, north, (ComparedMonth("2026-10", amounts, states),)
    )


def rows(comparison):
    (sheet,) = openpyxl.load_workbook(BytesIO(workbook.render("whatif", comparison))).worksheets
    return {row[0].value: [cell.value for cell in row[1:4]] for row in sheet.iter_rows() if row[0].value}


def test_each_amount_stands_on_both_sides_with_its_difference(comparison):
    found = rows(comparison)
    assert found["charge voice"] == [45.12, 50.76, 5.64]
    assert found["charge mail"] == ["n/a", 3, 3]  # not charged is not 0
    assert found["credit sl"] == [1.93, "n/a", -1.93]
    assert found["total net"] == [40, 50, 10]


def test_a_verdict_that_stays_is_not_shown(comparison):
    found = rows(comparison)
    assert found["sl"][:2] == ["breach", "met"]
    assert "aht" not in found


def test_the_same_comparison_gives_the_same_bytes(comparison):
    assert workbook.render("whatif", comparison) == workbook.render("whatif", comparison)
