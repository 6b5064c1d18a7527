"""The workbook as bytes: the same every time, and nothing in it that acts."""

import gc
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
import sample

from vmo import workbook
from vmo.records import DayValue, RefusedError
from vmo.sheets._style import put

BOOKS = ("scorecard", "invoice")
DIGEST = """
import sys, hashlib
sys.path.insert(0, {folder!r})
import sample
from vmo import workbook
for book in ("scorecard", "invoice"):
    print(hashlib.sha256(workbook.render(book, sample.document())).hexdigest())
"""


def opened(book, document):
    return openpyxl.load_workbook(BytesIO(workbook.render(book, document)))


def cells(book):
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_same_document_gives_the_same_bytes_in_another_process_and_another_second():
    here = [sha256(workbook.render(book, sample.document())).hexdigest() for book in BOOKS]
    code = DIGEST.format(folder=str(Path(__file__).parent))
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": "Asia/Seoul"},
        )
        assert there.stdout.split() == here


def test_another_document_gives_other_bytes():
    other = replace(sample.document(), version=2)
    assert workbook.render("invoice", sample.document()) != workbook.render("invoice", other)


def test_nobody_and_no_clock_is_written_into_the_file():
    book = opened("scorecard", sample.document())
    assert book.properties.creator == "vmo"
    assert book.properties.lastModifiedBy is None
    assert book.properties.title == "scorecard northwind-care/2025-06/1"
    assert book.properties.created == book.properties.modified == workbook.NO_TIME.replace(tzinfo=None)
    with ZipFile(BytesIO(workbook.render("scorecard", sample.document()))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())


def test_a_book_that_no_sheet_belongs_to_is_refused_with_the_books_there_are():
    with pytest.raises(RefusedError, match="'ledger' is not a book; known: invoice, journal, match, scorecard"):
        workbook.render("ledger", sample.document())


@pytest.mark.parametrize("book", BOOKS)
def test_no_cell_is_a_formula_and_what_looks_like_one_is_quoted_text(book):
    hostile = tuple(
        replace(finding, where=f"{mark}1+1", what=f"{mark}cmd", found=mark, expected="#REF!")
        for finding, mark in zip(sample.FINDINGS * 3, ("=", "+", "-", "@", "\t", "="), strict=True)
    )
    lines = tuple(replace(line, text="=HYPERLINK(1)", unit="@SUM", clause="+49") for line in sample.LINES)
    supplier = replace(sample.document().supplier, name="=1+1", address=("-2+3", "@x"))
    made = workbook.render(book, replace(sample.document(), findings=hostile, lines=lines, supplier=supplier))
    with ZipFile(BytesIO(made)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(re.search(r"<f[ >/]", sheet) or 't="e"' in sheet for sheet in sheets)
    texts = [cell for cell in cells(openpyxl.load_workbook(BytesIO(made))) if isinstance(cell.value, str)]
    dangerous = [cell for cell in texts if cell.value.startswith(workbook.FORMULA_MARKS)]
    assert dangerous
    assert all(cell.quotePrefix for cell in dangerous)
    assert not any(cell.quotePrefix for cell in texts if cell not in dangerous)


def test_a_finding_and_a_file_that_begin_like_a_command_stay_readable():
    texts = [cell.value for cell in cells(opened("scorecard", sample.document()))]
    assert f"{sample.FORMULA}.csv" in texts
    assert f"{sample.FORMULA}; add the code to the partner file" in texts


def test_a_sheet_that_writes_a_formula_itself_leaves_text_behind():
    sheet = openpyxl.Workbook().worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A3"] = "=1+1", "#N/A", "calls"
    workbook.as_text(sheet)
    assert [(cell.data_type, cell.quotePrefix) for cell in sheet["A"]] == [("s", True), ("s", False), ("s", False)]


def test_control_characters_and_turned_names_are_written_out():
    bad = replace(sample.FINDINGS[0], what="a\x00b\x1f\r\ufffe\ud800\u202egpj.exe\ttab")
    texts = [
        cell.value for cell in cells(opened("scorecard", replace(sample.document(), findings=(bad,)))) if cell.value
    ]
    assert any(str(text).startswith("a\\x00b\\x1f\\r\\ufffe\\ud800\\u202egpj.exe\ttab") for text in texts)


def test_a_csv_field_that_would_be_a_formula_is_led_by_an_apostrophe():
    fields = ["=1", "+1+1", "-cmd", "@x", "\t=1", "\r=1", "-12.50", "12.50", "", "a=b"]
    assert [workbook.harmless(field) for field in fields] == [
        "'=1", "'+1+1", "'-cmd", "'@x", "'\t=1", "'\r=1", "-12.50", "12.50", "", "a=b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "digits", ["8.70", "0.10", "-1234567890123.45", "999999999999999", "2100.504", "100000.0", "0.85"]
)
def test_a_number_is_written_as_its_digits_and_read_back_as_the_same_number(digits):
    sheet = openpyxl.Workbook().worksheets[0]
    put(sheet["A1"], Decimal(digits))
    workbook.as_text(sheet)
    saved = BytesIO()
    sheet.parent.save(saved)
    with ZipFile(saved) as archive:
        raw = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert [node.text for node in raw.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}v")] == [digits]
    assert Decimal(str(openpyxl.load_workbook(saved).worksheets[0]["A1"].value)) == Decimal(digits)


def test_a_number_of_more_than_fifteen_digits_is_text_and_loses_none():
    sheet = openpyxl.Workbook().worksheets[0]
    put(sheet["A1"], Decimal("12345678901234.567"))
    assert (sheet["A1"].data_type, sheet["A1"].value) == ("s", "12345678901234.567")


def test_ten_measures_of_a_month_take_less_than_half_a_second():
    document = sample.document()
    one = document.attainments[0]
    attainments = tuple(replace(one, id=f"m{n}") for n in range(10))
    days = [sample.FIRST + timedelta(n) for n in range(30)]
    trend = tuple(DayValue(each.id, day, Decimal(1286), Decimal(1666)) for each in attainments for day in days)
    long = replace(document, attainments=attainments, trend=trend)
    workbook.render("scorecard", document)
    gc.freeze()  # what other tests left in memory is not the workbook's to walk through
    try:
        assert min(rendering(long) for _ in range(3)) < 0.5
    finally:
        gc.unfreeze()


def rendering(document):
    started = time.process_time()
    workbook.render("scorecard", document)
    return time.process_time() - started
