"""Rows of one identity inside one file."""

import pytest
from trials import Trial, feed, rows, set_aside, trial

__all__ = ["trial"]

LINES = (
    b"id,start,status,wait\n"
    b"1,2026-10-01 10:00:00,A,5\n"
    b"2,2026-10-01 10:00:01,A,5\n"
    b"1,2026-10-01 10:00:00,A,5\n"
    b"2,2026-10-01 10:00:01,L,7\n"
    b"1,2026-10-01 10:00:00,A,5\n"
)


@pytest.mark.parametrize(("resend", "gone"), [("replaces_days", [3, 4, 5]), ("updates_by_identity", [1, 2, 3])])
def test_the_first_counts_or_the_last_as_the_feed_says(trial: Trial, resend: str, gone: list[int]):
    told = trial.conform(LINES, feed(resend=resend))
    assert set_aside(told) == gone
    assert (told.rows_in, told.duplicates) == (5, 3)
    (finding,) = told.findings
    assert (finding.rule, finding.severity, finding.rows) == ("I4", "warning", 3)
    assert "2 identical, 1 conflicting" in finding.what


def test_a_row_that_is_excluded_or_unreadable_is_no_duplicate(trial: Trial):
    body = b"1,2026-10-01 10:00:00,A,0\n1,2026-10-01 10:00:00,A,x\n1,2026-10-01 10:00:00,A,5\n"
    told = trial.conform(b"id,start,status,wait\n" + body, feed(exclude='{zero: "wait = 0"}'))
    assert (told.rows_in, told.unreadable_rows, told.excluded, told.duplicates) == (3, 1, {"zero": 1}, 0)


def test_the_month_of_the_credited_day_may_be_part_of_the_identity(trial: Trial):
    body = b"1,2026-10-31 10:00:00,A,5\n1,2026-11-01 10:00:00,A,5\n1,2024-01-01 10:00:00,A,5\n"
    told = trial.conform(b"id,start,status,wait\n" + body, feed(identity="[month, id]"))
    assert rows(told, "identity") == [("2026-10|1",), ("2026-11|1",), ("2024-01|1",)]
