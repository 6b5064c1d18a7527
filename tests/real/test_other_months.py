"""Months of the bank that we do not have, with every other defect of the real files, through the bank's own portfolio.

What each row shows, and where it must end, stands beside it. Wait and service are the seconds that count.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from months import EXAMPLES, Example, ratios

HEADER = (  # noqa: SIM905  as in the README of the data
    "vru+line call_id customer_id priority type date vru_entry vru_exit vru_time "
    "q_start q_exit q_time outcome ser_start ser_exit ser_time server"
).split()
NEVER = {"q_start": "0:00:00", "q_exit": "0:00:00", "q_time": "0"}
UNSERVED = {"ser_start": "0:00:00", "ser_exit": "0:00:00", "ser_time": "0", "server": "NO_SERVER"}
PLAIN = {
    "vru+line": "AA0101",
    "customer_id": "0",
    "priority": "0",
    "type": "PS",
    "date": "990301",
    "vru_entry": "9:00:00",
    "vru_exit": "9:00:05",
    "vru_time": "5",
    "q_start": "9:00:05",
    "q_exit": "9:00:17",
    "q_time": "12",
    "outcome": "AGENT",
    "ser_start": "9:00:17",
    "ser_exit": "9:02:17",
    "ser_time": "120",
    "server": "KIM",
}


@dataclass(frozen=True)
class Row:
    """One line of the file and where it ends."""

    what: str
    ends: str
    changed: dict[str, str]
    fused: tuple[str, str] | None = None
    padded: bool = False

    def text(self, number: int) -> str:
        told = {**PLAIN, "call_id": str(33000 + number), **self.changed}
        fields = [told[name] for name in HEADER]
        if self.fused:
            at = HEADER.index(self.fused[0])
            fields[at : at + 2] = ["".join(fields[at : at + 2])]
        return "\t".join([*fields, ""] if self.padded else fields)


MIDNIGHT = {"vru_entry": "23:59:50", "vru_exit": "23:59:58"}
MARCH = [
    Row("nothing is wrong with it", "accepted", {}),
    Row("type and date are one field, so a field lacks", "quarantined", {}, ("type", "date")),
    Row("type and date are one field, and the last one is empty", "quarantined", {}, ("type", "date"), padded=True),
    Row(
        "line and call are one field, and the last one is empty",
        "quarantined",
        {},
        ("vru+line", "call_id"),
        padded=True,
    ),
    Row(
        "queue and outcome are one field, and the last one is empty",
        "quarantined",
        {},
        ("q_time", "outcome"),
        padded=True,
    ),
    Row("a spreadsheet damaged the customer", "accepted", {"customer_id": "6.02E+11"}),
    Row(
        "it crosses midnight while it waits",
        "accepted",
        {**MIDNIGHT, "q_start": "23:59:58", "q_exit": "0:00:10", "ser_start": "0:00:10", "ser_exit": "0:02:10"},
    ),
    Row(
        "it queues from midnight on, on the last day, and hangs up",
        "accepted",
        {
            **MIDNIGHT,
            **UNSERVED,
            "date": "990331",
            "q_start": "0:00:00",
            "q_exit": "0:00:30",
            "q_time": "30",
            "outcome": "HANG",
        },
    ),
    Row("a service of 17 hours", "accepted", {"ser_exit": "2:00:17", "ser_time": "61200"}),
    Row("it hung up and has a service", "accepted", {"outcome": "HANG", "ser_time": "50"}),
    Row("an agent that is no one", "accepted", {"server": "NO_SERVER"}),
    Row("the service starts one second before the queue ends", "accepted", {"ser_start": "9:00:16", "ser_time": "121"}),
    Row("a negative time in the voice-response unit", "accepted", {"vru_time": "-3"}),
    Row("it hung up in the voice-response unit", "accepted", {**NEVER, **UNSERVED, "outcome": "HANG"}),
    Row("an agent answered without a queue", "accepted", {**NEVER}),
    Row("no contact at all", "excluded", {**NEVER, **UNSERVED, "outcome": "PHANTOM"}),
    Row("the number of the first call on another line", "accepted", {"call_id": "33000", "vru+line": "AA0202"}),
    Row("the first call once more, to the letter", "duplicate", {"call_id": "33000"}),
]
APRIL = [
    Row("the number of March's first call: numbers start again", "accepted", {"date": "990401", "call_id": "33000"}),
    Row(
        "in the hour that the clock skipped on 2 April 1999",
        "accepted",
        {"date": "990402", "vru_entry": "2:30:00", "vru_exit": "2:30:05", "q_start": "2:30:05", "q_exit": "2:30:17"},
    ),
]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    place = tmp_path_factory.mktemp("other_months")
    for name, rows in (("march", MARCH), ("april", APRIL)):
        text = "\n".join(["\t".join(HEADER), *(row.text(n) for n, row in enumerate(rows)), ""])
        (place / "inbox").mkdir(exist_ok=True)
        (place / f"inbox/{name}.txt").write_text(text)
    return Example(EXAMPLES / "anonymous_bank", place / "inbox", place, "bank")


@pytest.fixture(scope="module")
def march(bank):
    bank.run("month", "--month", "1999-03")
    return bank.published("1999-03")


def endings(place: Path, rows_in: int) -> dict[int, str]:
    """Where each record of the file with that many ended, from the lake."""
    lake = place / "state/lake"
    with duckdb.connect() as engine:
        found = {}
        for rows in sorted((lake / "rows").iterdir()):
            held = f"read_parquet('{lake / 'quarantine' / rows.name}')"
            refused = f"SELECT DISTINCT record FROM {held} WHERE rule <> 'duplicate'"
            aside = f"SELECT record FROM {held} WHERE rule = 'duplicate'"
            told = engine.execute(
                f"SELECT record, CASE WHEN record IN ({refused}) THEN 'quarantined' WHEN excluded IS NOT NULL THEN 'excluded' "
                f"WHEN record IN ({aside}) THEN 'duplicate' ELSE 'accepted' END FROM read_parquet('{rows}') "
                f"UNION SELECT record, 'quarantined' FROM ({refused})"
            ).fetchall()
            if len(told) == rows_in:
                found = dict(told)
    return found


def test_every_row_ends_where_the_readme_says(bank, march):
    found = endings(bank.place, len(MARCH))
    assert {row.what: found[n] for n, row in enumerate(MARCH, 1)} == {row.what: row.ends for row in MARCH}


def test_the_rows_add_up(march):
    ends = [row.ends for row in MARCH]
    assert march["data"] == {
        "rows_in": len(MARCH),
        "accepted": ends.count("accepted"),
        "quarantined": ends.count("quarantined"),
        "excluded": ends.count("excluded"),
        "duplicates": ends.count("duplicate"),
        "superseded": 0,
        "out_of_scope": 0,
        "out_of_period": 0,
    }


def test_the_totals_hold(march):
    # answered: plain, 6.02E+11, over midnight, 17 h, no server, a second early, negative VRU, no queue, other line = 9
    # abandoned: from midnight on (30 s), with a service (12 s) = 2; all waits of answered are 12 s but the 0 s without a queue
    found = ratios(march)
    assert found["sl_answered"] == ("9", "9")
    assert found["sl_offered"] == ("9", "11")
    assert found["sl_ignore_aband_in_T"] == ("9", "10")
    assert found["sl_aband_positive"] == ("10", "11")
    assert found["abandon"] == ("2", "11")
    assert found["volume"] == ("11", "1")
    assert found["asa"] == (str(8 * 12), "9")
    assert found["aht"] == (str(7 * 120 + 121 + 61200), "9")
    (line,) = march["lines"]
    assert (line["quantity"], line["unit"]) == (str(7 * 120 + 121 + 61200), "s")


def test_a_call_that_queues_after_midnight_belongs_to_the_day_it_came(bank, march):
    _, said = bank.run("attain", "--month", "1999-03", "--by", "day")
    days = {row["from"]: row["numerator"] for row in said["attainment"] if row["id"] == "volume" and row["numerator"]}
    assert days == {"1999-03-01": "10", "1999-03-31": "1"}


def test_implausible_values_are_warned_of_by_name_and_shifted_rows_are_errors(march):
    warned = " ".join(one["text"] for one in march["findings"] if one["severity"] == "warning")
    for value in (
        "61200.000",
        "-3.000",
        "an abandoned contact has handling time",
        "an answered contact names no agent",
    ):
        assert value in warned
    assert {one["text"].split(":")[0] for one in march["findings"] if one["severity"] == "error"} == {"march.txt"}


def test_april_knows_the_numbers_of_march_again_and_the_hour_that_was_skipped(bank, march):
    april = bank.month("1999-04")
    assert ratios(april)["volume"] == ("2", "1")
    assert [one["rule"] for one in april["findings"]] == ["dst_gap"]
