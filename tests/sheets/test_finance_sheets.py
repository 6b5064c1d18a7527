"""The sheets journal and statement: what is booked of a document, and what each business unit bears, as a reader sees it."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

from documents_drawn import credit, document, line
from openpyxl import load_workbook

from vmo import workbook
from vmo.journal import booked
from vmo.records import Booking, Dimension, Tax

D = Decimal
UNITS = ("cards/loans [EU]", "", "=1+1", "a unit whose name is longer than a sheet's title may be")


def drawn(**told):
    lines, taxes = [line("voice", D("100.00"))], [Tax("S", D(19), D("90.00"), D("17.10"), "F 1")]
    whole = {"type": "shadow", "booking": Booking(dimensions=(Dimension("cost_centre", "contract", (), "K1"),)), **told}
    return document("EUR", lines, [credit("sl", D("10.00"))], [], taxes, UNITS, (1, 1, 1, 1), **whole)


def book(name, one):
    return load_workbook(BytesIO(workbook.render(name, one)))


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_journal_shows_both_sides_and_their_sums_by_account_and_unit():
    one = drawn()
    (sheet,) = book("journal", replace(one, journal=booked(one)))
    (head,) = [row for row in rows(sheet) if row[0] == "account"]
    assert head[:5] == ["account", "business unit", "cost centre", "debit (EUR)", "credit (EUR)"]
    (total,) = [row for row in rows(sheet) if row[0] == "together"]
    assert total[3:5] == [117.1, 117.1]
    assert [row[4] for row in rows(sheet) if row[0] == "payable"] == [107.1]


def test_a_draft_says_that_nothing_is_to_be_booked_of_it():
    one = drawn()
    for status, said in (("draft", "A draft: book nothing of it"), ("issued", "stands in journal.csv as well")):
        (sheet,) = book("journal", replace(one, status=status, journal=booked(replace(one, status=status))))
        assert any(said in str(row[0]) for row in rows(sheet))


def test_every_unit_has_a_statement_whatever_it_is_called():
    found = book("statements", drawn())
    assert found.sheetnames == ["cards loans  EU", "not told", "=1+1", "a unit whose name is longer tha"]
    assert [sheet["A1"].value for sheet in found] == [
        "Chargeback to cards/loans [EU]",
        "Chargeback to rows that name no business unit",
        "Chargeback to =1+1",
        f"Chargeback to {UNITS[3]}",
    ]
    totals = [row[3] for sheet in found for row in rows(sheet) if row[1] == "to bear"]
    assert sum(D(str(one)) for one in totals) == D("107.10")
