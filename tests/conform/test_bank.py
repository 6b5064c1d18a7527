"""The bank's two months, read from the folder beside the project, against the figures counted independently of us."""

import json
from pathlib import Path

import duckdb
import pytest
from trials import Trial, quarantined, read_partner, rows, trial

from vmo.conforming import conditions

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "anonymous_bank"

BANK = r"""
partner: bank
feeds:
  calls:
    kind: contacts
    source: "{inbox}/*.txt"
    format: csv
    options: {delimiter: "\t"}
    resend: replaces_days
    clock: {time_zone: Asia/Jerusalem, credited: entry}
    identity: [month, "vru+line", call_id]
    columns:
      contact_id: {from: ["vru+line", call_id]}
      entered_at: {from: [date, vru_entry], format: "%y%m%d %H:%M:%S"}
      offered_at: {from: [date, vru_entry], format: "%y%m%d %H:%M:%S"}
      outcome:
        from: outcome
        cases: {vru_hang: "outcome = 'HANG' and q_start = '0:00:00' and q_exit = '0:00:00' and q_time = 0"}
        codes: {AGENT: answered, HANG: abandoned}
      wait_s: q_time
      handle_s: ser_time
      ivr_s: vru_time
      agent_id: {from: server, empty: [NO_SERVER]}
      program: type
    exclude: {phantom: "outcome = 'PHANTOM'"}
    unused: [customer_id, priority, vru_exit, q_start, q_exit, ser_start, ser_exit]
"""
HEADER = (
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\t"
    "q_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver\r\n"
)
FIGURES = """
    SELECT strftime(credited_on, '%y%m%d'), count(*) AS rows,
        count(excluded) AS phantom,
        count(*) FILTER (excluded IS NULL AND outcome = 'vru_hang') AS vru_hang,
        count(*) FILTER (excluded IS NULL AND outcome <> 'vru_hang') AS offered,
        count(*) FILTER (excluded IS NULL AND outcome = 'answered') AS answered,
        count(*) FILTER (excluded IS NULL AND outcome = 'abandoned') AS abandoned,
        count(*) FILTER (excluded IS NULL AND outcome = 'answered' AND wait_s <= 20) AS answered_within_20s,
        count(*) FILTER (excluded IS NULL AND outcome = 'abandoned' AND wait_s <= 20) AS abandoned_within_20s,
        coalesce(sum(wait_s) FILTER (excluded IS NULL AND outcome = 'answered'), 0) AS answered_wait_s,
        coalesce(sum(handle_s) FILTER (excluded IS NULL AND outcome = 'answered'), 0) AS answered_service_s
    FROM read_parquet('{}') GROUP BY 1
"""
CALL = "AA0101 33118 27997683 2 PS 990101 6:55:20 6:55:26 6 6:55:26 6:55:43 17 AGENT 6:55:43 6:56:37 54 MICHAL"
FEED = read_partner(BANK).feeds["calls"]

__all__ = ["trial"]


@pytest.mark.parametrize("month", ["january", "february"])
def test_every_count_of_every_day_equals_the_independent_figures(trial: Trial, month: str):
    path = DATA / f"{month}.txt"
    if not path.exists():
        pytest.skip(f"the bank's export is not here: {path}")
    expected = json.loads((DATA / "expected.json").read_text())[month]
    told = trial.conform(path.read_bytes(), FEED, path.name)
    answer = duckdb.sql(FIGURES.format(told.rows))
    by_day = {
        day: {name: int(n) for name, n in zip(answer.columns[1:], ns, strict=True)} for day, *ns in answer.fetchall()
    }
    assert by_day == expected["by_day"]
    assert (told.rows_in, told.unreadable_rows, told.excluded, told.duplicates) == (
        expected["rows"],
        expected["malformed"],
        {"phantom": expected["phantom"]},
        0,
    )


def test_the_feed_has_no_fault():
    assert [*FEED.faults(), *conditions.faults(FEED)] == []


def line(**changed: str) -> str:
    """One call of the bank, answered after 17 s; `changed` by column."""
    names = HEADER.strip().split("\t")
    told = CALL.split(" ")
    values = dict(zip(names, told, strict=True)) | changed
    return "\t".join(values.values()) + "\r\n"


def test_two_fused_fields_go_to_quarantine_with_their_line(trial: Trial):
    shifted = line(call_id="2").replace("27997683\t2", "279976832")
    told = trial.conform((HEADER + line(call_id="1") + shifted + line(call_id="3")).encode(), FEED, "march.txt")
    assert quarantined(told, "record, line, rule, reason") == [(2, 3, "fields", "16 fields where the header has 17")]
    assert rows(told, "record, line, contact_id") == [
        (1, 2, "AA0101 1"),
        (3, 4, "AA0101 3"),
    ]
    assert told.findings[0].where == "march.txt:3"


DEFECTS = [
    ({"customer_id": "6.02E+11"}, "contact_id", "AA0101 1"),  # damaged by a spreadsheet, and not used
    ({"vru_time": "-3"}, "ivr_s", "-3.000"),  # readable: whether it is plausible is for validate to judge
    ({"ser_time": "61200"}, "handle_s", "61200.000"),  # 17 hours
    (
        {"vru_entry": "23:59:58", "q_exit": "0:00:09"},
        "credited_on",
        "1999-01-01",
    ),  # the day of its entry, answered after midnight
    ({"outcome": "HANG", "q_start": "0:00:00", "q_exit": "0:00:00", "q_time": "0"}, "outcome", "vru_hang"),
    (
        {"outcome": "HANG", "q_start": "0:00:00", "q_exit": "0:00:09", "q_time": "9"},
        "outcome",
        "abandoned",
    ),  # queued at midnight
    ({"outcome": "HANG"}, "handle_s", "54.000"),  # a service time all the same
    ({"server": "NO_SERVER"}, "agent_id", "None"),
    ({"ser_start": "6:55:42"}, "wait_s", "17.000"),  # service begins a second before the queue ends
]


def test_what_can_be_read_stays_as_it_is(trial: Trial):
    lines = [line(**changed, call_id=str(i)) for i, (changed, *_) in enumerate(DEFECTS, 1)]
    told = trial.conform((HEADER + "".join(lines)).encode(), FEED)
    assert (told.rows_in, told.unreadable_rows, told.duplicates) == (len(DEFECTS), 0, 0)
    for record, (_, column, value) in enumerate(DEFECTS, 1):
        assert str(rows(told, column, f"record = {record}")[0][0]) == value


def test_a_call_number_may_come_again_in_another_month_or_on_another_line(trial: Trial):
    lines = [line(), line(date="990201"), line(**{"vru+line": "AA0102"}), line()]
    told = trial.conform((HEADER + "".join(lines)).encode(), FEED)
    assert told.duplicates == 1
