"""What a cell becomes: numbers, durations, codes, texts; and where it goes when it cannot be read."""

from decimal import Decimal

import pytest
from trials import Trial, feed, quarantined, rows, trial

__all__ = ["trial"]

HEADER = "id;start;status;wait\n"
SHARES = """
    kind: intervals
    source: "{inbox}/*"
    format: csv
    options: {delimiter: ";", decimal: ","}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [start]
    columns:
      interval_at: {from: start, format: "%Y-%m-%d %H:%M:%S"}
      offered: offered
      service_level_percent: SL
"""


def told(trial: Trial, waits: list[str], *, mapped: str = "wait", options: str = "{delimiter: ';'}") -> list[object]:
    """What becomes of each cell: its seconds, or the rule that refuses it."""
    body = "".join(f'{i};2026-10-01 10:00:00;A;"{wait}"\n' for i, wait in enumerate(waits, 1))
    conformed = trial.conform((HEADER + body).encode(), feed(wait_s=mapped, options=options))
    found = dict(rows(conformed, "record, wait_s"))
    for record, rule, column, value in quarantined(conformed, "record, rule, column_name, value"):
        assert (column, value) == ("wait_s", waits[record - 1].strip())
        found[record] = rule
    return [found[i] for i in range(1, len(waits) + 1)]


def test_seconds_are_exact(trial: Trial):
    waits = ["20", "20.9", " 20.5 ", "-3", "+4", ".5", "7.", "1.2500"]
    assert told(trial, waits) == [Decimal(wait.strip()) for wait in waits]


def test_what_is_no_number_is_unreadable(trial: Trial):
    waits = ["1e3", "1_000", "0x10", "1,5", "1.5.1", "nan", "12 s", "--1", "99999999999"]
    assert told(trial, waits) == ["unreadable"] * len(waits)


@pytest.mark.parametrize("unit", ["s", "ms", "min", "h", "day"])
def test_a_number_beyond_all_time_is_unreadable_and_stops_nothing(trial: Trial, unit: str):
    waits = ["9" * digits for digits in (15, 20, 26, 40)]
    assert told(trial, waits, mapped=f"{{from: wait, unit: {unit}}}") == ["unreadable"] * len(waits)


@pytest.mark.parametrize(
    ("unit", "waits"),
    [
        ("s", ["1.2345", "0.0001"]),
        ("ms", ["1.5"]),
        ("min", ["0.3333333"]),
        ('"hh:mm:ss"', ["00:00:01.2345", "0:01.0001"]),
    ],
)
def test_a_duration_finer_than_a_millisecond_is_refused_not_rounded(trial: Trial, unit: str, waits: list[str]):
    assert told(trial, waits, mapped=f"{{from: wait, unit: {unit}}}") == ["resolution"] * len(waits)


@pytest.mark.parametrize(
    ("unit", "waits"),
    [
        ("ms", {"1500": "1.5"}),
        ("min", {"2.5": "150", "0.1": "6"}),
        ("h", {"0.25": "900"}),
        (
            "day",
            {"0.0125": "1080", "0.000011574": "1"},
        ),  # a spreadsheet's second is 0.9999936 s: to the nearest ms 1.000
        (
            '"hh:mm:ss"',
            {
                "00:01:30": "90",
                "27:00:01": "97201",  # 27 × 3,600 + 1
                "75:30": "4530",  # mm:ss
                "-0:00:05": "-5",
                "0:00:05.25": "5.25",
            },
        ),
    ],
)
def test_units_become_seconds(trial: Trial, unit: str, waits: dict[str, str]):
    assert told(trial, list(waits), mapped=f"{{from: wait, unit: {unit}}}") == [Decimal(one) for one in waits.values()]


def test_what_is_no_clock_time_is_unreadable(trial: Trial):
    waits = ["1:60:00", "1:2:3:4", "90", "a:b:c", ":30", "1::2", "0:61"]
    assert told(trial, waits, mapped='{from: wait, unit: "hh:mm:ss"}') == ["unreadable"] * len(waits)


def test_groups_of_thousands_must_be_groups(trial: Trial):
    waits = ["1.234,5", "12,5", "1.234.567", "1.5", "12.34,5"]  # read as no group of three, 1.5 would become 15
    expected = [Decimal("1234.5"), Decimal("12.5"), Decimal(1234567), "unreadable", "unreadable"]
    assert told(trial, waits, options="{delimiter: ';', decimal: ',', thousands: '.'}") == expected


def test_a_point_is_no_decimal_mark_where_the_comma_is(trial: Trial):
    assert told(trial, ["1.5", "1,5"], options="{delimiter: ';', decimal: ','}") == ["unreadable", Decimal("1.5")]


def test_a_percentage_may_bear_its_sign_and_nothing_else_may(trial: Trial):
    cells = ["85,3%", "85,3 %", "85,3\u00a0%", "100\uff05", "85,3", "85,3 % SL", "%"]
    body = "".join(f"2026-10-01 {hour:02}:00:00;100;{cell}\n" for hour, cell in enumerate(cells, 8))
    conformed = trial.conform(("start;offered;SL\n" + body).encode(), feed(SHARES))
    share = Decimal("85.3")
    assert rows(conformed, "service_level_percent") == [(share,), (share,), (share,), (Decimal(100),), (share,)]
    assert quarantined(conformed, "rule, value") == [("unreadable", "85,3 % SL"), ("unreadable", "%")]


def test_an_unknown_code_is_told_with_its_count_and_the_rest_is_read(trial: Trial):
    body = "".join(f"{i};2026-10-01 10:00:00;{code};5\n" for i, code in enumerate(["A", "X", "L", "X", "Y", "a"], 1))
    conformed = trial.conform((HEADER + body).encode(), feed(options="{delimiter: ';'}"))
    assert rows(conformed, "record, line, contact_id, outcome") == [(1, 2, "1", "answered"), (3, 4, "3", "abandoned")]
    assert quarantined(conformed)[0] == (2, 3, "unknown_code", "outcome", "X")
    (finding,) = conformed.findings
    assert (finding.rule, finding.where, finding.rows) == ("unknown_code", "calls.csv:3", 4)
    assert finding.found == "'X' (2), 'Y' (1), 'a' (1)"


def test_a_required_value_that_is_empty_is_missing(trial: Trial):
    body = ";2026-10-01 10:00:00;A;5\n2;;A;5\n3;2026-10-01 10:00:00;;5\n4;2026-10-01 10:00:00;A;\n"
    conformed = trial.conform((HEADER + body).encode(), feed(options="{delimiter: ';'}"))
    assert quarantined(conformed, "record, rule, column_name") == [
        (1, "missing", "contact_id"),
        (1, "missing", "identity"),
        (2, "missing", "offered_at"),
        (3, "missing", "outcome"),
    ]
    assert rows(conformed, "record, wait_s") == [(4, None)]


def test_words_for_nothing_are_empty(trial: Trial):
    body = "1;2026-10-01 10:00:00;A;n/a\n2;2026-10-01 10:00:00;A; - \n3;2026-10-01 10:00:00;A;0\n"
    mapped = '{from: wait, empty: ["n/a", "-"]}'
    conformed = trial.conform((HEADER + body).encode(), feed(wait_s=mapped, options="{delimiter: ';'}"))
    assert rows(conformed, "wait_s") == [(None,), (None,), (Decimal(0),)]


def test_a_row_may_break_several_rules_and_counts_once(trial: Trial):
    conformed = trial.conform(
        f"{HEADER}1;yesterday;X;soon\n2;2026-10-01 10:00:00;A;1\n".encode(), feed(options="{delimiter: ';'}")
    )
    assert quarantined(conformed, "rule, column_name") == [
        ("unknown_code", "outcome"),
        ("unreadable", "offered_at"),
        ("unreadable", "wait_s"),
    ]
    assert (conformed.rows_in, conformed.unreadable_rows) == (2, 1)


def test_what_is_excluded_need_not_be_read(trial: Trial):
    body = "1;2026-10-01 10:00:00;A;5\nTotal;;;5\n"
    conformed = trial.conform(
        (HEADER + body).encode(), feed(options="{delimiter: ';'}", exclude="{totals: \"id = 'Total'\"}")
    )
    assert (conformed.excluded, conformed.unreadable_rows) == ({"totals": 1}, 0)
    assert rows(conformed, "excluded", "record = 2") == [("totals",)]


def test_cases_come_before_codes_and_the_first_that_holds_wins(trial: Trial):
    conformed = trial.conform(
        f"{HEADER}1;2026-10-01 10:00:00;A;5\n2;2026-10-01 10:00:00;A;50\n3;2026-10-01 10:00:00;L;500\n".encode(),
        feed(
            options="{delimiter: ';'}",
            outcome='{from: status, codes: {A: answered, L: abandoned}, cases: {busy: "wait > 100", dequeued: "wait > 10"}}',
        ),
    )
    assert rows(conformed, "outcome") == [("answered",), ("dequeued",), ("busy",)]


def test_a_code_of_the_kind_needs_no_map_and_a_default_fills_what_no_column_tells(trial: Trial):
    conformed = trial.conform(b"id,start,status,wait\n1,2026-10-01 10:00:00,answered,1\n", feed(outcome="status"))
    assert rows(conformed, "outcome, channel, direction") == [("answered", "voice", "inbound")]


def test_several_columns_are_joined_by_a_space_and_a_constant_stands_for_all(trial: Trial):
    conformed = trial.conform(
        b"id,start,status,wait\n1,2026-10-01 10:00:00,A,1\n",
        feed(contact_id="{from: [id, status]}", program="{value: care}"),
    )
    assert rows(conformed, "contact_id") == [("1 A",)]
