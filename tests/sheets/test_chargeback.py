"""The sheet chargeback of invoice.xlsx, opened again: there where units bear the invoice, and its sums are the invoice."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import sample

from vmo import workbook
from vmo.records import UnitShare


def share(unit, *amounts):
    return UnitShare(unit, *map(Decimal, amounts))


UNITS = (
    share("cards", "60.00", "5.01", "0.00", "54.99", "10.45", "65.44"),
    share("", "40.00", "5.00", "0.00", "35.00", "6.65", "41.65"),
)


def sheets(document):
    return openpyxl.load_workbook(BytesIO(workbook.render("invoice", document)))


def test_each_unit_has_a_row_and_the_sums_are_the_invoice():
    sheet = sheets(replace(sample.document(), chargeback=UNITS))["chargeback"]
    found = {
        row[0]: [str(value) for value in row[1:] if value is not None] for row in sheet.iter_rows(values_only=True)
    }
    assert [Decimal(one) for one in found["cards"]] == [
        Decimal(one) for one in ["60.00", "5.01", "0", "54.99", "10.45", "65.44"]
    ]
    assert [Decimal(one) for one in found["not told"]][-1] == Decimal("41.65")
    assert [Decimal(one) for one in found["the invoice"]] == [
        Decimal(one) for one in ["100", "10.01", "0", "89.99", "17.10", "107.09"]
    ]


def test_an_invoice_that_nobody_shares_has_no_such_sheet():
    assert "chargeback" not in sheets(sample.document()).sheetnames
