"""scorecard.xlsx, opened again: the figures of domain.md 4.1, its words, its frames."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import pairwise

import openpyxl
import pandas as pd
import pytest
import sample

from vmo import workbook
from vmo.records import RowCounts

SHEETS = ["status", "summary", "scorecard", "relief", "trend", "credits", "integrity", "definitions"]


def opened(document):
    return openpyxl.load_workbook(BytesIO(workbook.render("scorecard", document)))


@pytest.fixture(scope="module")
def book():
    return opened(sample.document())


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def table(sheet, first):
    """The table whose header begins with `first`, as dicts by title."""
    lines = rows(sheet)
    at = next(i for i, line in enumerate(lines) if line[0] == first)
    found = []
    for line in lines[at + 1 :]:
        if all(value is None for value in line):
            break
        found.append({title: value for title, value in zip(lines[at], line, strict=True) if title})
    return found


def text(sheet):
    return "\n".join(str(value) for line in rows(sheet) for value in line if value is not None)


def test_the_sheets_stand_in_the_order_a_reader_asks(book):
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_set_up_for_screen_and_printer(book, name):
    sheet = book[name]
    assert sheet.freeze_panes is not None
    assert sheet.print_title_rows.startswith("$1:$")
    across = 2 if name == "scorecard" else 1
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        across,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert not sheet.sheet_view.showGridLines
    assert sheet.oddFooter.left.text == "northwind-care/2025-06/1"
    assert sheet.oddFooter.right.text == "page &P of &N"
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"Arial"}


@pytest.mark.parametrize("name", SHEETS)
def test_no_number_is_wider_than_its_column(book, name):
    sheet = book[name]
    merged = {cell for span in sheet.merged_cells.ranges for row in span.rows for cell in row}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, (int, float)) and (cell.row, cell.column) not in merged:
                shown = cell.number_format.split(";")[0].replace('"', "")
                places = shown.partition(".")[2].count("0")
                unit = shown.partition(" ")[2]
                sign = "+" if shown.startswith("+") else ""
                needed = len(f"{cell.value:{sign},.{places}f} {unit}".rstrip())
                assert sheet.column_dimensions[cell.column_letter].width > needed, (cell.coordinate, needed)


def test_the_frozen_rows_of_the_scorecard_end_below_its_header(book):
    sheet = book["scorecard"]
    assert sheet.freeze_panes == "C5"
    assert [sheet["A4"].value, sheet["B4"].value, sheet["A5"].value] == ["id", "measure", "sl"]


def test_a_measure_shows_its_exact_numbers_beside_the_value(book):
    sl, abandon, mail, *_, volume = table(book["scorecard"], "id")
    # 38,600 of 50,000 is 77.2 %, 2.8 points below 80 %; linear to the floor of 70: 2.8 / 10
    titles = ("value", "numerator", "denominator", "expected", "minimum", "state", "gap", "severity")
    assert [sl[title] for title in titles] == [77.2, 38600, 50000, 80, 75, "breach", -2.8, 0.28]
    assert (abandon["better"], abandon["gap"], abandon["value"]) == ("lower", 0.426, 5.426)
    assert mail["value"] == 94.896  # 5,931 of 6,250, so 94.90 in two places
    assert [volume[title] for title in ("value", "expected", "state", "gap")] == [50000, None, "no target", None]
    assert sl["terms"] == "short_s 5, threshold_op lte, threshold_s 20, variant sl_excl_short"


def test_a_percent_shows_two_decimals_and_its_sign_and_money_its_minor_units(book):
    assert book["scorecard"]["E5"].number_format == '#,##0.00" %"'
    assert book["scorecard"]["C5"].number_format == "yyyy-mm-dd"
    assert book["scorecard"]["C5"].value == datetime(2025, 6, 1)  # noqa: DTZ001
    row = next(row for row in book["credits"].iter_rows() if row[0].value == "sl" and row[11].value)
    assert (row[11].number_format, row[11].value) == ("#,##0.00", 2100.5)


def test_a_value_just_short_of_its_level_is_not_shown_as_the_level():
    short = replace(sample.ATTAINMENTS[0], numerator=Decimal(79998), denominator=Decimal(100000))
    sheet = opened(replace(sample.document(), attainments=(short,)))["scorecard"]
    assert (sheet["E5"].value, sheet["E5"].number_format) == (79.998, '#,##0.000" %"')


def test_a_segment_is_a_row_of_its_own(book):
    handle = [line for line in table(book["scorecard"], "id") if line["id"] == "aht"]
    assert [(line["from"].day, line["to"].day, line["state"]) for line in handle] == [(1, 15, "met"), (16, 30, "amber")]


def test_a_state_is_told_by_word_and_by_colour(book):
    fills = {
        row[10].value: row[10].fill.fgColor.rgb[-6:] for row in book["scorecard"].iter_rows(min_row=5) if row[10].value
    }
    assert fills == {"breach": "F8DCD9", "met": "E2F1E5", "amber": "FCEFCF", "no target": "E9EDF1"}


def test_the_summary_says_what_was_missed_by_how_much_and_what_it_cost(book):
    said = text(book["summary"])
    assert "2 of 6" in said  # accuracy and asa; aht was missed in its second half; volume has no level
    assert (
        "Service level, 20 s, short abandons excluded (sl), 2025-06-01 to 2025-06-30: 77.20 %, 2.80 points below "
        "the expected 80 % (Annex B 2.1): breach; credit 1,724.55 USD."
    ) in said
    assert "Average handle time (aht), 2025-06-16 to 2025-06-30: 255.08 s, 5.08 s above the expected 250 s" in said
    shown = [value for line in rows(book["summary"]) for value in line]
    assert [shown.count(figure) for figure in (12503, 115939.37, 100)] == [1, 1, 1]


def test_two_measures_of_one_name_are_told_apart_by_their_ids_and_halves_of_one_by_their_days():
    one, *others = sample.document().attainments
    twin = replace(one, id="other")
    sheet = opened(replace(sample.document(), attainments=(one, twin, *others)))["summary"]
    names = [line["measure"] for line in table(sheet, "measure")]
    assert names[:2] == [f"{one.name} ({one.id})", f"{one.name} (other)"]
    assert names.count("Average handle time") == 2  # of one measure, whose segments name their days


def test_a_reader_can_redo_each_credit_from_the_figures_beside_it(book):
    steps = table(book["credits"], "measure")
    for step in steps[:-1]:
        product = Fraction(1)
        for title in ("base", "share", "severity", "multiplier"):
            product *= Fraction(str(step[title]))
        assert step["days"] == "30 of 30"
        assert product == Fraction(str(step["exact product"]))
    assert [step["exact product"] for step in steps[:-1]] == [2100.504, 3750.9, 9377.25]
    # 2,100.50 + 3,750.90 + 9,377.25 = 15,228.65, split back to the cap of 12,503.00
    assert (steps[-1]["rounded (USD)"], steps[-1]["after cap (USD)"]) == (15228.65, 12503)
    assert sum(Decimal(str(step["after cap (USD)"])) for step in steps[:-1]) == Decimal("12503.00")
    assert "2,725.65 USD lapse" in text(book["credits"])


def test_the_amount_at_risk_is_shown_with_its_base_without_manual_lines(book):
    said = {line[0]: line[1] for line in rows(book["credits"])}
    assert (said["charges at risk (USD)"], said["percent"], said["at risk, exact"]) == (125030, 10, 12503)
    assert said["cap, rounded down (USD)"] == 12503


def test_a_cap_that_does_not_follow_from_the_base_is_said_so():
    document = replace(sample.document(), at_risk_base=Decimal("125000.00"))
    assert "not this percentage of these charges" in text(opened(document)["credits"])


def test_a_severity_without_an_end_is_written_as_a_fraction():
    third = replace(sample.credits_()[0], severity=Fraction(1, 3), uncapped=Decimal("2500.60"))
    said = text(opened(replace(sample.document(), credits=(third,)))["credits"])
    assert "sl: 12,503 × 0.6 × 30/30 days × (1/3) × 1 = 2,500.6; rounded: 2,500.60 USD" in said


def test_a_contract_without_credits_says_so():
    document = replace(sample.document(), at_risk_percent=None, credits=())
    assert "no part of the fee at risk" in text(opened(document)["credits"])


def test_the_trend_of_each_measure_has_a_chart_with_its_target(book):
    sheet = book["trend"]
    assert len(sheet._charts) == 7
    assert [len(chart.series) for chart in sheet._charts] == [2, 2, 2, 2, 2, 2, 1]  # volume has no target
    first = sheet._charts[0]
    assert first.series[0].val.numRef.f == "'trend'!$E$5:$E$34"
    assert first.series[1].val.numRef.f == "'trend'!$F$5:$F$34"
    assert first.display_blanks == "gap"
    assert (first.y_axis.scaling.min, first.y_axis.scaling.max) == (65, 85)
    assert not first.x_axis.delete


def test_no_chart_lies_on_another(book):
    tops = [chart.anchor._from.row for chart in book["trend"]._charts]
    assert all(later - earlier >= 24 for earlier, later in pairwise(tops))


def test_a_month_of_three_days_still_has_room_for_every_chart():
    few = tuple(one for one in sample.trend() if one.day.day <= 3)
    tops = [chart.anchor._from.row for chart in opened(replace(sample.document(), trend=few))["trend"]._charts]
    assert all(later - earlier >= 24 for earlier, later in pairwise(tops))


def test_a_day_without_data_is_neither_nought_nor_drawn(book):
    lines = [line for line in rows(book["trend"]) if line[6] in ("no data", "no volume")]
    assert [line[4] for line in lines] == [None] * 8
    assert [line[6] for line in lines].count("no data") == 7


def test_a_trend_told_day_by_day_is_drawn_measure_by_measure():
    by_day = tuple(sorted(sample.trend(), key=lambda one: one.day))
    assert workbook.render("scorecard", replace(sample.document(), trend=by_day)) == workbook.render(
        "scorecard", sample.document()
    )


def test_the_trend_follows_a_target_that_changes_inside_the_month(book):
    handle = [line for line in rows(book["trend"]) if line[0] == "aht"]
    assert [line[5] for line in handle] == [260] * 15 + [250] * 15


def test_the_files_add_up_to_the_rows_of_the_document(book):
    *files, total = table(book["integrity"], "file")
    for title in ("rows in", "accepted", "quarantined", "excluded", "duplicates", "superseded"):
        assert sum(line[title] for line in files) == total[title]
    assert (total["rows in"], total["accepted"], total["adds up"]) == (57853, 57410, "yes")
    assert files[0]["sha256"] == "19f86d081884"


def test_rows_that_are_lost_are_counted_aloud():
    document = replace(sample.document(), rows=RowCounts(rows_in=57853, accepted=57409, quarantined=4, excluded=415))
    said = text(opened(document)["integrity"])
    assert "no, by 25" in said
    assert "do not add up to the rows of the document" in said


def test_a_sheet_too_wide_for_one_page_goes_on_beside_it_under_the_names_of_its_measures(book):
    sheet = book["scorecard"]
    wide = sum(column.width for column in sheet.column_dimensions.values())
    assert wide > 260
    assert wide / sheet.page_setup.fitToWidth <= 260
    assert sheet.print_title_cols == "$A:$B"


def test_a_sheet_of_sentences_alone_is_as_wide_as_a_sentence(book):
    sheet = book["relief"]
    assert text(sheet).endswith("No exclusion was asked for in this period; every row counts.")
    assert sheet.column_dimensions["A"].width > 100


def test_the_status_counts_a_feed_in_a_row_and_leaves_its_files_to_the_integrity(book):
    lines = rows(book["status"])
    at = next(i for i, line in enumerate(lines) if line[0] == "What the month draws on")
    assert lines[at + 2][:9] == [
        "partner-b",
        "care",
        2,
        50400,
        49960,
        4,
        412,
        16,
        8,
    ]  # 26,100 + 24,300 rows in two files
    assert [line[1] for line in lines[at + 2 : at + 5]] == ["care", "e-mail", "quality"]
    assert not any("sha256" in map(str, line) for line in lines)


def test_a_blocked_month_says_first_what_blocks_it_and_what_to_do():
    said = text(opened(sample.blocked())["status"])
    assert "\nblocked\n" in said
    assert "rows are not those of the control file: found 860, expected 871; ask the partner for the whole file" in said


def test_the_share_of_rows_proven_is_told(book):
    assert "100.00 %: 57,410 rows calculated a second time" in text(book["status"])
    half = replace(sample.document(), proven=Fraction(1, 2), proven_rows=28705)
    assert "50.00 %: 28,705 rows" in text(opened(half)["status"])
    assert "not yet calculated a second time" in text(opened(replace(sample.document(), proven=None))["status"])


def test_no_data_is_told_and_never_a_number():
    lacking = replace(sample.ATTAINMENTS[0], numerator=None, denominator=None, state="no_data", severity=None)
    made = opened(replace(sample.document(), attainments=(lacking,), credits=()))
    assert [made["scorecard"][cell].value for cell in ("E5", "F5", "G5", "K5", "L5")] == [
        "n/a",
        "n/a",
        "n/a",
        "no data",
        "n/a",
    ]
    assert "0 of 1" in text(made["summary"])
    assert "incomplete" in text(made["status"])


def test_every_measure_has_its_definition_and_every_state_its_meaning(book):
    said = text(book["definitions"])
    for definition in sample.DEFINITIONS.values():
        assert definition in said
    for state in ("met", "amber", "breach", "excused", "no volume", "low volume", "no data", "no target"):
        assert f"\n{state}\n" in said
    assert "100 × numerator ÷ denominator, in %" in said
    assert "count, in contacts" in said


def test_a_month_with_nothing_in_it_can_still_be_read():
    empty = replace(
        sample.document(),
        attainments=(),
        lines=(),
        credits=(),
        sources=(),
        findings=(),
        trend=(),
        rows=RowCounts(),
        taxes=(),
    )
    assert opened(empty).sheetnames == SHEETS


def test_other_programs_read_the_same_figures():
    made = BytesIO(workbook.render("scorecard", sample.document()))
    frame = pd.read_excel(made, sheet_name="scorecard", header=3, engine="calamine")
    assert frame["value"].tolist()[:3] == [77.2, 5.426, 94.896]
    assert frame["state"].tolist() == ["breach"] * 3 + ["met"] * 3 + ["amber", "no target"]
