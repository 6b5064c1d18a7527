"""invoice.xlsx, opened again: domain.md 4.1 with the cap, line by line."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
import sample

from vmo import workbook
from vmo.records import Tax


def opened(document):
    return openpyxl.load_workbook(BytesIO(workbook.render("invoice", document)))["invoice"]


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def text(sheet):
    return "\n".join(str(value) for line in rows(sheet) for value in line if value is not None)


@pytest.fixture(scope="module")
def sheet():
    return opened(sample.document())


def section(sheet, title):
    """The rows between a heading's table header and the next empty row."""
    lines = rows(sheet)
    at = next(i for i, line in enumerate(lines) if line[0] == title)
    end = next(i for i in range(at, len(lines)) if all(value is None for value in lines[i]))
    return lines[at + 2 : end]


def test_a_shadow_invoice_says_that_it_is_not_for_payment(sheet):
    assert "NOT AN INVOICE FOR PAYMENT" in text(sheet)
    assert "NOT AN INVOICE" not in text(opened(replace(sample.document(), type="supplier")))
    assert "A draft without a number" in text(opened(replace(sample.document(), type="self_billed")))


def test_both_parties_stand_with_name_address_and_ids(sheet):
    said = text(sheet)
    for part in ("고객센터 주식회사", "06164 Seoul", "VAT id KR1208800767", "Portland OR 97201", "legal id 93-0000000"):
        assert part in said


def test_who_is_not_subject_to_vat_on_it_bears_no_vat_id_and_a_late_fee_rests_on_no_rows():
    one = sample.document()
    zero = Decimal(0)
    (line, *_) = one.lines
    late = replace(line, id="late_fee.payment-1", model="late_fee")
    told = replace(one, lines=(late,), taxes=(Tax("O", zero, one.totals.net, zero, "§ 9"),))
    assert "VAT id" not in text(opened(told))
    assert "Proven" not in text(opened(told))
    both = replace(told, lines=(late, line), taxes=(*told.taxes, Tax("S", zero, zero, zero, "§ 9")))
    assert "VAT id KR1208800767" in text(opened(both))
    assert "Proven" in text(opened(both))


def test_each_line_shows_quantity_unit_rate_amount_and_clause(sheet):
    *lines, total = section(sheet, "Charges")
    assert lines[0][0:2] == ["Inbound care, handled minutes in steps of 6 s", "1"]
    assert lines[0][4:] == [100000, "min", 0.85, "1", 85000, "Annex C 1"]
    assert lines[3][4:9] == [8000, "contact", 85, "1,000", 680]  # 8,000 x 85 / 1,000
    assert total[0] == "charges"
    assert total[8] == 128442.37
    assert sum(Decimal(str(line[8])) for line in lines) == Decimal("128442.37")


def test_credits_are_negative_and_say_why(sheet):
    *lines, total = section(sheet, "Service-level credits")
    assert lines[0][0] == "Service level, 20 s, short abandons excluded: 77.20 %, expected 80 %"
    assert sum(Decimal(str(line[8])) for line in lines) == Decimal("-12503.00") == Decimal(str(total[8]))


def test_the_totals_follow_from_one_another(sheet):
    totals = {line[3]: line[8] for line in rows(sheet) if isinstance(line[3], str) and line[8] is not None}
    # 128,442.37 - 12,503.00 = 115,939.37; reverse charge adds nothing
    assert totals["charges"] == 128442.37
    assert totals["less service-level credits"] == -12503
    assert totals["net"] == totals["gross"] == 115939.37
    assert totals["tax AE, reverse charge: 0 % of 115,939.37"] == 0


def test_each_tax_category_has_its_line():
    taxes = (
        Tax("S", Decimal(19), Decimal("100.00"), Decimal("19.00"), "§ 12"),
        Tax("Q", Decimal(0), Decimal(5), Decimal(0), ""),
    )
    said = text(opened(replace(sample.document(), taxes=taxes)))
    assert "tax S, standard rate: 19 % of 100.00" in said
    assert "tax Q: 0 % of 5" in said
    assert "Tax S under § 12." in said


def test_money_has_the_places_of_its_currency():
    assert opened(sample.document())["I12"].number_format == "#,##0.00"
    won = tuple(replace(line, amount=Decimal(85000), rate=Decimal("0.85")) for line in sample.LINES)
    sheet = opened(replace(sample.document(), currency="KRW", lines=won, credits=()))
    row = next(row for row in sheet.iter_rows() if row[8].value == 85000)
    assert (row[8].number_format, row[6].number_format) == ("#,##0", "#,##0.00")


def test_an_amount_too_long_for_a_spreadsheet_is_text_that_loses_nothing():
    huge = replace(sample.LINES[0], amount=Decimal("12345678901234567.89"))
    assert "12345678901234567.89" in text(opened(replace(sample.document(), lines=(huge,))))


def test_the_share_of_rows_proven_is_printed(sheet):
    assert "Proven: 100.00 %: 57,410 rows calculated a second time" in text(sheet)


def test_it_prints_one_page_wide(sheet):
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        1,
        "landscape",
        9,
    )


def test_other_programs_read_the_same_amounts():
    made = BytesIO(workbook.render("invoice", sample.document()))
    frame = pd.read_excel(made, header=None, engine="calamine")
    assert 115939.37 in frame[8].tolist()


def test_a_blocked_document_says_that_its_amounts_are_not_to_be_used():
    assert "These amounts are not to be used" in text(opened(sample.blocked()))
