"""Delimited text: delimiters, quotes, newlines, headers; and which records cannot be split."""

import pytest
from trials import Trial, feed, quarantined, rows, trial

__all__ = ["trial"]

HEADER = ["id", "start", "status", "wait"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_delimiter_and_newline(trial: Trial, delimiter: str, newline: str):
    lines = [HEADER, ["1", "2026-10-01 10:00:00", "A", "5"], ["", "", "", ""], ["2", "2026-10-01 10:00:00", "A", ""]]
    content = newline.join(map(delimiter.join, lines))
    escaped = delimiter.replace("\t", r"\t")
    told = trial.conform(content.encode(), feed(options=f'{{delimiter: "{escaped}"}}'))
    assert rows(told, "record, line, contact_id") == [(1, 2, "1"), (3, 4, "2")]
    assert {(record, rule) for record, rule in quarantined(told, "record, rule")} == {(2, "missing")}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('"a,b"', "a,b"),
        ('"a ""b"""', 'a "b"'),
        ('"two\nlines"', "two\nlines"),
        ('5" pipe', '5" pipe'),
        ("' a '", "' a '"),
        ("  a  ", "a"),
        ("=1+1", "=1+1"),
        ("#a", "#a"),
        ("NULL", "NULL"),
    ],
)
def test_a_cell_is_what_stands_in_it(trial: Trial, cell: str, read: str):
    told = trial.conform(f"{','.join(HEADER)}\n{cell},2026-10-01 10:00:00,A,5\n".encode(), feed())
    assert rows(told, "contact_id") == [(read,)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2026-10-01 10:00:00,A", "3 fields where the header has 4"),
        ("1,2026-10-01 10:00:00,A,5,6", "5 fields where the header has 4"),
        ("1,2026-10-01 10:00:00,A,5,", "5 fields where the header has 4"),  # an empty fifth field may be a shift
        ('"1,2026-10-01 10:00:00,A,5', "a quote is not closed, or text follows a closing quote"),
        ('"1"x,2026-10-01 10:00:00,A,5', "a quote is not closed, or text follows a closing quote"),
    ],
)
def test_a_record_that_cannot_be_split_takes_one_line(trial: Trial, line: str, reason: str):
    good = "{},2026-10-01 10:00:00,A,5".format
    told = trial.conform("\n".join([",".join(HEADER), good(1), line, good(3)]).encode(), feed())
    assert quarantined(told, "record, line, rule, value, reason") == [(2, 3, "fields", line, reason)]
    assert rows(told, "record, line, contact_id") == [(1, 2, "1"), (3, 4, "3")]


def test_without_a_quote_character_a_quote_is_a_letter(trial: Trial):
    told = trial.conform(f'{",".join(HEADER)}\n"1,2026-10-01 10:00:00,A,5\n'.encode(), feed(options="{quote: ''}"))
    assert rows(told, "contact_id") == [('"1',)]


def test_the_header_may_stand_further_down_and_hold_quotes(trial: Trial):
    content = 'Report,,,\n\n"id","start","status","wait"\n1,2026-10-01 10:00:00,A,5\n'
    told = trial.conform(content.encode(), feed(options="{header_row: 3}"))
    assert rows(told, "record, line, contact_id") == [(1, 4, "1")]


def test_columns_may_come_in_another_order(trial: Trial):
    told = trial.conform(b"wait,status,start,id\n5,A,2026-10-01 10:00:00,1\n", feed())
    assert rows(told, "contact_id, outcome, wait_s::int") == [("1", "answered", 5)]


def test_names_that_differ_only_in_case_are_two_columns(trial: Trial):
    told = trial.conform(b"id,start,status,wait,Wait\n1,2026-10-01 10:00:00,A,5,9\n", feed(unused="[Wait]"))
    assert rows(told, "wait_s::int") == [(5,)]
