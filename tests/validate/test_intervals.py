"""What the rules say of interval counts."""

from rows_of import failures, judge

from vmo.partner import Override


def test_offered_that_is_not_the_sum_of_its_parts_is_refused_with_the_difference(tmp_path):
    told = judge(
        tmp_path,
        "intervals",
        """
        interval_at offered answered abandoned flowouts
        09:00:00    10      7        2         1
        09:15:00    10      7        2         0
        09:30:00    10      8        2         1
        """,
    )
    # 10 = 7+2+1; 10-(7+2+0) = 1; 10-(8+2+1) = -1; dequeued is not mapped and counts 0
    assert failures(told) == [(2, "I1", "offered_minus_parts", "1"), (3, "I1", "offered_minus_parts", "-1")]


def test_a_mapped_count_that_is_empty_is_not_taken_for_0(tmp_path):
    table = "interval_at offered answered abandoned flowouts\n09:00:00 10 7 3 -\n09:15:00 10 - 3 0"
    told = judge(tmp_path, "intervals", table)
    assert failures(told) == []
    assert [(f.rule, f.severity, f.rows) for f in told.findings] == [("count_empty", "warning", 1)]


def test_a_part_above_its_whole_is_refused(tmp_path):
    told = judge(
        tmp_path,
        "intervals",
        """
        interval_at offered answered answered_in_threshold abandoned abandoned_in_threshold abandoned_short
        09:00:00    10      6        6                     4         4                      4
        09:15:00    10      6        7                     4         4                      4
        09:30:00    10      6        6                     4         5                      4
        09:45:00    10      6        6                     4         3                      4
        """,
    )
    assert [(record, rule, column) for record, rule, column, _ in failures(told)] == [
        (2, "I2", "answered_in_threshold_too_many"),
        (3, "I2", "abandoned_in_threshold_too_many"),
        (4, "I2", "short_beyond_threshold"),
    ]


def test_short_abandons_beyond_the_threshold_are_fine_when_the_partner_counts_them_so(tmp_path):
    table = (
        "interval_at offered answered abandoned abandoned_in_threshold abandoned_short threshold_s short_s\n"
        "09:00:00 10 6 4 3 4 5 10"
    )
    assert failures(judge(tmp_path, "intervals", table)) == []


def test_a_negative_count_is_refused(tmp_path):
    told = judge(tmp_path, "intervals", "interval_at offered answered abandoned\n09:00:00 1 2 -1\n09:15:00 2 1 1")
    assert failures(told) == [(1, "I3", "abandoned", "-1")]


def test_offered_that_is_empty_is_refused(tmp_path):
    assert [f[:3] for f in failures(judge(tmp_path, "intervals", "interval_at offered\n09:00:00 -\n09:15:00 0"))] == [
        (1, "count_missing", "offered")
    ]


def test_the_same_interval_of_the_same_site_twice_is_reported_and_added_up(tmp_path):
    table = "interval_at offered site\n09:00:00 1 mnl\n09:00:00 1 mnl\n09:00:00 1 ceb\n09:15:00 1 mnl\n09:15:00 1 -"
    told = judge(tmp_path, "intervals", table)
    assert failures(told) == []
    assert [(f.rule, f.severity, f.rows) for f in told.findings] == [("interval_twice", "warning", 2)]


def test_a_partner_whose_totals_never_tie_is_read_with_a_warning(tmp_path):
    known = Override(severity="warning", reason="callers who leave before triage are in no part")
    told = judge(tmp_path, "intervals", "interval_at offered answered abandoned\n09:00:00 10 7 2", I1=known)
    assert failures(told) == []
    assert [(f.rule, f.severity) for f in told.findings] == [("I1", "warning")]
