"""What the rules say of an export as a whole."""

from datetime import date

import pytest

from vmo import validate
from vmo.partner import Override


def judged(folder, facts, **overrides):
    return [(f.rule, f.severity) for f in found(folder, facts, **overrides)]


def found(folder, facts, **overrides):
    return validate.judge_export(facts, overrides, "calls.csv", temporary=folder.parent / "spill")


def test_an_export_that_ties_to_its_control_total_says_nothing(tmp_path):
    facts = {"rows_in": 31599, "unreadable_rows": 3, "control_rows": 31599}
    assert judged(tmp_path, facts) == []


def test_one_row_more_or_less_than_the_control_total_stops_the_feed(tmp_path):
    for rows in (31598, 31600):
        (finding,) = found(tmp_path, {"rows_in": rows, "unreadable_rows": 0, "control_rows": 31599})
        assert (finding.rule, finding.severity) == ("I5", "error")
        assert str(finding).startswith(
            "calls.csv: the rows do not tie to the partner's control total: "
            f"found rows_in {rows}, expected control_rows 31599; "
        )


def test_sums_that_do_not_tie_stop_the_feed(tmp_path):
    facts = {"rows_in": 5, "unreadable_rows": 0, "sums_apart": "handle_s 99 and not 100"}
    (finding,) = found(tmp_path, facts)
    assert (finding.rule, finding.severity) == ("I5", "error")
    assert "the sums of the rows do not tie to the partner's control totals" in str(finding)
    assert "handle_s 99 and not 100" in str(finding)
    assert judged(tmp_path, {**facts, "sums_apart": None}) == []


def test_without_a_control_file_nothing_is_said_of_it(tmp_path):
    assert judged(tmp_path, {"rows_in": 5, "unreadable_rows": 0, "control_rows": None}) == []


@pytest.mark.parametrize(
    ("rows", "unreadable", "rules"),
    [
        (1000, 50, []),  # 50 in 1000 is the limit
        (1000, 51, ["unreadable"]),
        (20, 10, []),  # ten rows are never a share
        (20, 11, ["unreadable"]),
        (3, 3, ["nothing_readable"]),
        (0, 0, ["no_rows"]),
    ],
)
def test_unreadable_rows_stop_the_feed_beyond_the_limit(tmp_path, rows, unreadable, rules):
    assert [rule for rule, _ in judged(tmp_path, {"rows_in": rows, "unreadable_rows": unreadable})] == rules


def test_a_partner_that_sends_empty_files_on_closed_days_says_so(tmp_path):
    closed = Override(severity="info", reason="an empty file on Sundays")
    (finding,) = found(tmp_path, {"rows_in": 0, "unreadable_rows": 0}, no_rows=closed)
    assert finding.severity == "info"
    assert "an empty file on Sundays" in str(finding)


def test_days_after_the_arrival_and_an_absurd_span_are_reported(tmp_path):
    facts = {"rows_in": 5, "unreadable_rows": 0, "arrived_on": date(2026, 1, 6)}
    year = {"first_day": date(2025, 1, 1), "last_day": date(2026, 1, 7)}
    assert judged(tmp_path, facts | year) == []  # tomorrow is today further east
    assert judged(tmp_path, facts | year | {"last_day": date(2026, 1, 8)}) == [("future_days", "warning")]
    assert judged(tmp_path, facts | {"first_day": date(2024, 12, 2), "last_day": date(2026, 1, 6)}) == [
        ("days_spanned", "warning")  # 30 + 365 + 6 = 401 days
    ]


def test_no_facts_are_no_findings(tmp_path):
    assert judged(tmp_path, {}) == []
