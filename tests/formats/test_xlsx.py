"""Spreadsheets: typed cells, formulas, blank rows, headers further down, sheets that are not there."""

# ruff: noqa: DTZ001  a naive time is what these tests are about

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

HEADER = ["id", "start", "status", "wait"]
START = datetime(2026, 10, 1, 10, 0, 0)


def book(*lines: list[object], sheet: str = "Calls", formats: dict[str, str] | None = None) -> bytes:
    told = Workbook()
    told.active.title = sheet
    for line in lines:
        told.active.append(line)
    for cell, form in (formats or {}).items():
        told.active[cell].number_format = form
    out = io.BytesIO()
    told.save(out)
    return out.getvalue()


def test_typed_cells_are_read_whatever_format_the_feed_declares_for_text(trial: Trial):
    lines = [[1, START, "A", 20.9], [2.0, "2026-10-01 10:00:01", "L", 7], ["3", START, "A", "8,5"]]
    told = trial.conform(book(HEADER, *lines), feed(format="xlsx", options="{decimal: ','}"), "calls.xlsx")
    assert rows(told, "line, contact_id, offered_at, wait_s") == [
        (2, "1", datetime(2026, 10, 1, 8, 0, 0), Decimal("20.9")),
        (3, "2", datetime(2026, 10, 1, 8, 0, 1), Decimal(7)),
        (4, "3", datetime(2026, 10, 1, 8, 0, 0), Decimal("8.5")),
    ]


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [
        (time(0, 1, 30), '"hh:mm:ss"', 90),
        (timedelta(hours=30, seconds=1), '"hh:mm:ss"', 108001),  # 30 × 3,600 + 1
        (90 / 86400, "day", 90),  # a day fraction is binary: 0.0010416666666666667
        ("00:01:30", '"hh:mm:ss"', 90),
        (timedelta(seconds=90), "day", 90),
    ],
)
def test_durations_are_times_or_fractions_of_a_day(trial: Trial, cell: object, unit: str, seconds: int):
    content = book(HEADER, [1, START, "A", cell])
    told = trial.conform(content, feed(format="xlsx", wait_s=f"{{from: wait, unit: {unit}}}"), "calls.xlsx")
    assert rows(told, "wait_s") == [(Decimal(seconds),)]


def test_blank_rows_are_no_records_and_lines_are_rows_of_the_sheet(trial: Trial):
    content = book(
        ["Report of October"],
        [],
        HEADER,
        [1, START, "A", 1],
        [],
        [2, START, "A", 2, "beyond"],
        [3, START, "A", 3],
        [None] * 4,
    )
    told = trial.conform(content, feed(format="xlsx", options="{sheet: Calls, header_row: 3}"), "calls.xlsx")
    assert rows(told, "record, line, contact_id") == [(1, 4, "1"), (3, 7, "3")]
    assert quarantined(told, "record, line, rule") == [(2, 6, "fields")]


def test_a_text_that_begins_like_a_formula_is_a_text(trial: Trial):
    told = trial.conform(
        book(HEADER, ["@SUM", START, "A", 1], ["+1", START, "A", 1]), feed(format="xlsx"), "calls.xlsx"
    )
    assert rows(told, "contact_id") == [("@SUM",), ("+1",)]


def test_an_error_and_a_formula_without_a_value_are_not_empty(trial: Trial):
    lines = [[1, START, "A", "#N/A"], [2, START, "A", None], [3, "#VALUE!", "A", 1], ["=1+1", START, "A", 1]]
    told = trial.conform(book(HEADER, *lines), feed(format="xlsx"), "calls.xlsx")
    assert rows(told, "contact_id, wait_s") == [("2", None)]
    assert quarantined(told, "line, value") == [(2, "#N/A"), (4, "#VALUE!"), (5, "#? =1+1")]


def test_an_error_may_be_declared_to_mean_no_value(trial: Trial):
    content = book(HEADER, [1, START, "A", "#N/A"])
    told = trial.conform(content, feed(format="xlsx", wait_s='{from: wait, empty: ["#N/A"]}'), "calls.xlsx")
    assert rows(told, "contact_id, wait_s") == [("1", None)]


def test_an_id_of_more_digits_than_a_sheet_holds_says_so(trial: Trial):
    told = trial.conform(book(HEADER, [12345678901234567890, START, "A", 1]), feed(format="xlsx"), "calls.xlsx")
    assert rows(told, "contact_id") == [("1.234567890123457E+19",)]


def test_separate_date_and_time_cells_are_joined(trial: Trial):
    content = book(["id", "day", "clock", "status", "wait"], [1, date(2026, 10, 1), time(10, 0), "A", 1])
    changed = {"offered_at": '{from: [day, clock], format: "%d.%m.%Y %H:%M:%S"}'}
    told = trial.conform(content, feed(format="xlsx", **changed), "calls.xlsx")
    assert rows(told, "offered_at") == [(datetime(2026, 10, 1, 8, 0, 0),)]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (book(HEADER), "{sheet: October}", "no such sheet: found Calls, expected October"),
        (b"id,start,status,wait\n1,2,3,4\n", "{}", "wrong format: found what may be csv or events, expected xlsx"),
        (b"PK\x03\x04 no zip at all", "{}", "not a spreadsheet that can be read"),
        (book(), "{}", "none of the declared columns is there"),
        (book(HEADER), "{}", "a header and no rows"),
        (book([*HEADER, "agent"], [1, START, "A", 1, "x"]), "{}", "column not declared: found 'agent'"),
    ],
)
def test_a_sheet_that_is_not_the_export_stops_the_feed(trial: Trial, content: bytes, options: str, words: str):
    with pytest.raises(RefusedFeedError) as stopped:
        trial.conform(content, feed(format="xlsx", options=options), "calls.xlsx")
    assert words in str(stopped.value)
