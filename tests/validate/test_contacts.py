"""What the rules say of contacts: which rows are refused, which are only reported, and where each case begins."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rows_of import failures, judge

from vmo.partner import Override


def test_a_clean_day_has_no_finding_and_an_empty_failures_file(tmp_path):
    told = judge(
        tmp_path,
        "contacts",
        """
        contact_id offered_at queue_left_at answered_at ended_at outcome   wait_s talk_s agent_id
        c1         09:00:00   09:00:20      09:00:20    09:03:20 answered  20     180    a7
        c2         09:01:00   09:01:30      -           -        abandoned 30     -      -
        """,
    )
    assert (told.findings, told.stopped, told.failed_rows, failures(told)) == ((), False, 0, [])
    assert told.applied > 8
    assert "I3: hold_s" in told.not_applicable


@pytest.mark.parametrize(
    ("column", "inside", "outside"),
    [
        ("wait_s", "14400", "14400.001"),  # four hours
        ("wait_s", "0", "-0.001"),
        ("ivr_s", "14400", "-1"),
        ("talk_s", "28800", "28800.001"),  # a shift of eight hours
        ("hold_s", "28800", "-1"),
        ("acw_s", "28800", "28801"),
        ("handle_s", "28800", "61200"),  # 17 hours
    ],
)
def test_a_duration_is_within_its_bounds_or_its_row_is_refused(tmp_path, column, inside, outside):
    told = judge(tmp_path, "contacts", f"contact_id {column}\nc1 {inside}\nc2 {outside}\nc3 -")
    assert [(record, rule, name) for record, rule, name, _ in failures(told)] == [(2, "I3", column)]
    assert told.failed_rows == 1
    assert not told.stopped
    (finding,) = told.findings
    assert finding.severity == "error"
    assert finding.where == "calls.csv:3"  # record 2 stands on line 3


def test_a_contact_ends_after_it_begins_and_the_same_second_is_fine(tmp_path):
    told = judge(
        tmp_path,
        "contacts",
        """
        contact_id offered_at queue_left_at answered_at ended_at
        same       09:00:00   09:00:00      09:00:00    09:00:00
        end        09:00:10   09:00:10      -           09:00:09
        talk       09:00:00   09:00:10      09:00:10    09:00:09
        answer     09:00:10   09:00:10      09:00:09    09:01:00
        queue      09:00:10   09:00:09      09:00:10    09:01:00
        """,
    )
    assert [(record, column) for record, rule, column, _ in failures(told) if rule == "I3"] == [
        (2, "ended_before_offered"),
        (3, "ended_before_answered"),
        (4, "answered_before_offered"),
        (5, "queue_left_before_offered"),
    ]
    assert not told.stopped  # one of five is a bad row, not a bad mapping


def test_most_contacts_ending_before_they_begin_is_a_wrong_mapping_and_stops_the_feed(tmp_path):
    half = "contact_id offered_at ended_at\nc1 09:00:10 09:00:09\nc2 09:00:00 09:00:01"
    assert not judge(tmp_path, "contacts", half).stopped  # half is not more than half
    told = judge(tmp_path, "contacts", half + "\nc3 09:00:10 09:00:09")
    assert told.stopped
    assert [(f.rule, f.severity, f.rows) for f in told.findings if f.rule == "instants_mixed_up"] == [
        ("instants_mixed_up", "error", 2)
    ]


def test_an_instant_of_2999_of_1899_or_after_the_arrival_refuses_its_row(tmp_path):
    told = judge(
        tmp_path,
        "contacts",
        """
        contact_id offered_at
        allowed    2026-01-06T05:00:00
        late       2026-01-06T05:00:01
        far        2999-01-01T00:00:00
        zero       1899-12-31T00:00:00
        old        1990-01-01T00:00:00
        """,
    )
    # arrived 04:00, allowed one hour: 05:00:00 stands, 05:00:01 does not
    assert failures(told) == [
        (2, "instants", "offered_at", "2026-01-06 05:00:01"),
        (3, "instants", "offered_at", "2999-01-01 00:00:00"),
        (4, "instants", "offered_at", "1899-12-31 00:00:00"),
    ]


def test_a_contact_without_an_id_is_refused(tmp_path):
    assert failures(judge(tmp_path, "contacts", "contact_id wait_s\n- 1\nc2 1")) == [
        (1, "contact_id", "contact_without_id", "(empty)")
    ]


def test_what_is_odd_but_possible_is_reported_and_the_rows_stay(tmp_path):
    told = judge(
        tmp_path,
        "contacts",
        """
        contact_id outcome   offered_at queue_left_at answered_at talk_s handle_s agent_id
        c1         abandoned 09:00:00   09:00:09      -           5      -        -
        c2         answered  09:00:00   09:00:10      09:00:09    5      5        -
        c3         abandoned 09:00:00   09:00:09      -           0      7        -
        """,
    )
    assert failures(told) == []
    assert {(f.rule, f.severity, f.rows) for f in told.findings} == {
        ("abandoned_with_talk", "warning", 1),  # c1 by talk_s, c3 by handle_s: two findings alike
        ("answered_without_agent", "warning", 1),
        ("answered_before_queue_left", "warning", 1),
    }
    assert not told.stopped


def test_excluded_rows_and_duplicates_are_not_judged(tmp_path):
    table = "contact_id wait_s excluded\nc1 -1 test_calls\nc2 -1 -\nc3 -1 -"
    aside = tmp_path / "aside.parquet"
    pq.write_table(pa.table({"record": [2]}), aside)
    assert [record for record, *_ in failures(judge(tmp_path, "contacts", table, aside=aside))] == [3]


def test_a_row_that_fails_two_rules_stands_twice_but_counts_once(tmp_path):
    told = judge(tmp_path, "contacts", "contact_id wait_s talk_s\nc1 -1 -2")
    assert failures(told) == [(1, "I3", "talk_s", "-2.000"), (1, "I3", "wait_s", "-1.000")]
    assert told.failed_rows == 1


def test_the_report_names_five_rows_and_the_table_holds_them_all(tmp_path):
    told = judge(tmp_path, "contacts", "contact_id wait_s\n" + "\n".join(f"c{i} -{i}" for i in range(1, 301)))
    assert len(failures(told)) == 300  # more than the 200 at which Great Expectations stops
    (finding,) = told.findings
    assert finding.rows == 300
    assert finding.found.startswith("-1.000 (line 2, record 1), -2.000 (line 3, record 2), ")
    assert finding.found.endswith("-5.000 (line 6, record 5) and 295 more")


def test_an_override_keeps_the_rows_and_shows_its_reason(tmp_path):
    reason = "the switch counts a forgotten line as service; the bank knows"
    told = judge(tmp_path, "contacts", "contact_id handle_s\nc1 61200", I3=Override(severity="warning", reason=reason))
    assert failures(told) == []
    (finding,) = told.findings
    assert finding.severity == "warning"
    assert f"[warning instead of error: {reason}]" in str(finding)


def test_an_override_can_make_a_warning_refuse_rows(tmp_path):
    strict = Override(severity="error", reason="this contract pays by agent")
    told = judge(tmp_path, "contacts", "contact_id outcome agent_id\nc1 answered -", answered_without_agent=strict)
    assert failures(told) == [(1, "answered_without_agent", "answered_without_agent", "(no agent)")]


def test_an_override_without_a_reason_says_that_it_gives_none(tmp_path):
    told = judge(tmp_path, "contacts", "contact_id wait_s\nc1 -1", I3=Override(severity="info"))
    assert "the override gives no reason" in str(told.findings[0])


def test_no_rows_at_all_are_judged_without_a_word(tmp_path):
    told = judge(tmp_path, "contacts", "contact_id offered_at ended_at wait_s")
    assert (told.findings, told.stopped, told.failed_rows) == ((), False, 0)
