"""Law 1 on files damaged in every way: each record is unreadable, excluded, a duplicate, or remains, and keeps its line."""

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import Trial, feed, quarantined, rows, set_aside, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

FEED = feed(exclude='{short: "wait < 2"}')
CELL = st.sampled_from(
    ["", "1", "2", "x", "2026-10-01 10:00:00", "A", "L", "1.5", " ", '"q"', '"a""b"', '"a,b"', '"two\nlines"', "ä"]
)
GOOD = st.builds(
    "{},2026-10-0{} 10:00:00,{},{}".format,
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from("AL"),
    st.integers(0, 5),
)
LINE = st.one_of(
    GOOD, GOOD, st.lists(CELL, min_size=1, max_size=6).map(",".join), st.sampled_from(["", '"', 'a"b,1', '1,"x"y,A,5'])
)
BREAK = st.sampled_from(["\n", "\r\n"])


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=30), BREAK, st.booleans())
def test_every_record_is_one_of_four_things(lines: list[str], newline: str, ended: bool):
    content = newline.join(["id,start,status,wait", *lines]) + (newline if ended else "")
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = Trial(Path(folder)).conform(content.encode(), FEED)
        except RefusedFeedError as refusal:
            stopped = {finding.rule for finding in refusal.findings}
            if stopped == {"empty"} and not any(line.strip() for line in lines):
                return
            raise
        kept = rows(told, "record, line, excluded, contact_id")
        aside = set_aside(told)
        refused = {(record, line) for record, line in quarantined(told, "record, line")}
    remaining = sum(excluded is None and record not in aside for record, _, excluded, _ in kept)
    assert told.rows_in == told.unreadable_rows + sum(told.excluded.values()) + told.duplicates + remaining
    assert len(refused) == told.unreadable_rows
    assert sorted([*(record for record, *_ in kept), *(record for record, _ in refused)]) == list(
        range(1, told.rows_in + 1)
    )
    physical = content.split("\n")
    for _, line, _, contact in kept:
        assert physical[line - 1].strip(' "\r').startswith((contact or ",").split("\n")[0].strip(' "\r')[:1])


def test_unquoted_lines_are_counted_one_by_one(trial: Trial):
    lines = [
        "1,2026-10-01 10:00:00,A,5",
        "",
        "2,2026-10-01 10:00:00,A",
        "3,2026-10-01 10:00:00,A,5,",
        "4,2026-10-01 10:00:00,A,5",
    ]
    told = trial.conform("\n".join(["id,start,status,wait", *lines]).encode(), FEED)
    assert quarantined(told, "record, line, rule") == [(2, 4, "fields"), (3, 5, "fields")]
    assert rows(told, "record, line, contact_id") == [(1, 2, "1"), (4, 6, "4")]


def test_lines_stay_right_after_newlines_inside_quotes_and_broken_records(trial: Trial):
    content = (
        "id,start,status,wait\r\n"
        '"1\r\n1\r\n1",2026-10-01 10:00:00,A,5\r\n'  # lines 2 to 4
        "2,2026-10-01 10:00:00,A\r\n"  # line 5: a field is missing
        '"3,2026-10-01 10:00:00,A,5\r\n'  # line 6: a quote is lost
        "4,2026-10-01 10:00:00,A,5\r\n"
    )
    told = trial.conform(content.encode(), FEED)
    assert rows(told, "record, line, contact_id") == [(1, 2, "1\r\n1\r\n1"), (4, 7, "4")]
    assert quarantined(told, "record, line, rule") == [(2, 5, "fields"), (3, 6, "fields")]


def large(rows: int, damaged: bool) -> bytes:
    lines = [
        f"{i},2026-10-{i % 30 + 1:02} 10:{i % 60:02}:00,{'AL'[i % 7 == 0]},{i % 100}.5" for i in range(1, rows + 1)
    ]
    if damaged:
        lines[rows // 2] = '"a quote is lost,2026-10-01 10:00:00,A,5'
    return "\n".join(["id,start,status,wait", *lines]).encode()


@pytest.mark.slow
def test_the_fast_and_the_careful_way_agree_on_every_row_in_order(trial: Trial):
    count = 400_000  # several chunks of text and several row groups
    whole, careful = (
        trial.conform(large(count, damaged=False), FEED, key="whole"),
        trial.conform(large(count, damaged=True), FEED, key="careful"),
    )
    misplaced = (
        "SELECT count(*) FROM read_parquet('{}') WHERE record <> CAST(contact_id AS BIGINT) OR line <> record + 1"
    )
    assert duckdb.sql(misplaced.format(whole.rows)).fetchall() == [(0,)]
    assert duckdb.sql(misplaced.format(careful.rows)).fetchall() == [(0,)]
    other = f"(SELECT * FROM read_parquet('{whole.rows}') EXCEPT SELECT * FROM read_parquet('{careful.rows}'))"
    assert duckdb.sql(f"SELECT record FROM {other}").fetchall() == [(count // 2 + 1,)]


@pytest.mark.slow
def test_same_bytes_twice_give_the_same_bytes(trial: Trial):
    content = large(300_000, damaged=True)
    one, two = trial.conform(content, FEED), trial.conform(content, FEED)
    assert one.rows.read_bytes() == two.rows.read_bytes()
    assert one.unreadable.read_bytes() == two.unreadable.read_bytes()
    assert one.findings == two.findings
