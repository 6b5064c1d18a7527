"""Exports whose first line is a row already: their feed names the columns."""

import pytest
from test_xlsx import START, book
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

NAMED = "{header: [id, start, status, wait]}"
ROW = "{},2026-10-01 10:00:00,A,5".format


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", ["", ',"a\nb"'])
def test_the_first_line_is_the_first_record(trial: Trial, before: bytes, newline: str, quoted: str):
    names = NAMED.replace("wait]", "wait, note]") if quoted else NAMED
    content = before + newline.join(ROW(number) + quoted for number in (1, 2)).encode()
    told = trial.conform(content, feed(options=names, unused="[note]"))
    assert rows(told, "record, line, contact_id") == [(1, 1, "1"), (2, 3 if quoted else 2, "2")]


def test_a_broken_record_is_told_with_its_line(trial: Trial):
    told = trial.conform("\n".join([ROW(1), "2,x", ROW(3)]).encode(), feed(options=NAMED))
    assert quarantined(told, "record, line, rule, reason") == [(2, 2, "fields", "2 fields where the header has 4")]
    assert rows(told, "line, contact_id") == [(1, "1"), (3, "3")]


def test_a_column_more_than_the_feed_names_stops_the_file(trial: Trial):
    with pytest.raises(RefusedFeedError) as refused:
        trial.conform(f"{ROW(1)},7\n".encode(), feed(options=NAMED))
    told = str(refused.value)
    assert "calls.csv:1: the first line has other fields than `header` names: found 5 fields, expected 4" in told


def test_an_empty_file_has_no_rows(trial: Trial):
    with pytest.raises(RefusedFeedError, match="the file is empty"):
        trial.conform(b"", feed(options=NAMED))


def test_a_sheet_without_a_header(trial: Trial):
    content = book([1, START, "A", 5], [2, START, "A", 6])
    told = trial.conform(content, feed(format="xlsx", options=NAMED), "calls.xlsx")
    assert rows(told, "record, line, contact_id, wait_s::int") == [(1, 1, "1", 5), (2, 2, "2", 6)]


def test_a_weekday_before_the_day_is_read_over(trial: Trial):
    content = b'1,"Thu, 01 Oct 2026 10:00:00",A,5\n'
    told = trial.conform(content, feed(options=NAMED, offered_at='{from: start, format: "%a, %d %b %Y %H:%M:%S"}'))
    assert rows(told, "offered_at") == [(START.replace(hour=8),)]
