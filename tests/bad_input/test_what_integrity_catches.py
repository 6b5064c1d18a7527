"""What a centre may send that looks whole and is not, one partner each, in one night: each is told, set aside or refused.

The feeds are the templates of `vmo init --feeds`; each file holds a good row beside what is wrong with it.
"""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import small
from centre import ARRIVED, Centre, vmo

from vmo import yaml12
from vmo.desk.init import FEEDS

OCTOBER_5 = "2026-10-05T"

# kind: (feed of its template, a row that is well)
WELL: dict[str, tuple[str, dict[str, str]]] = {
    "agent_states": (
        "states",
        {"Agent": "kim", "Source": "ACD", "Begin": f"{OCTOBER_5}09:00:00", "End": f"{OCTOBER_5}10:00:00", "State": "TALK"},
    ),
    "quality": (
        "evaluations",
        {"EvalID": "1", "Evaluated": f"{OCTOBER_5}12:00:00", "CallID": "c1", "CallStart": f"{OCTOBER_5}09:00:00",
         "Agent": "kim", "Evaluator": "eva", "TeamLead": "leo", "Selection": "R", "Queue": "care", "QueueContacts": "900",
         "Criterion": "greeting", "Severity": "NC", "Applicable": "yes", "Passed": "yes", "Errors": "0", "Chances": "4",
         "Points": "4", "Maximum": "4"},
    ),
    "forecasts": (
        "forecast",
        {"Interval": f"{OCTOBER_5}09:00:00", "Version": "v1", "Issued": "2026-09-01T00:00:00", "Locked": "2026-09-02T00:00:00",
         "Volume": "100", "AHT": "300", "Queue": "care"},
    ),
    "work_items": (
        "items",
        {"ItemNo": "1", "Type": "LETTER", "Received": f"{OCTOBER_5}09:00:00", "Due": f"{OCTOBER_5}17:00:00",
         "Status": "NEW", "CycleHours": "8", "Amount": "10", "Currency": "EUR"},
    ),
    "incidents": (
        "tickets",
        {"Ticket": "1", "Type": "OUT", "Area": "TEL", "Opened": f"{OCTOBER_5}09:00:00", "Restored": f"{OCTOBER_5}10:00:00",
         "State": "Closed", "Announced": "no", "Affected": "10", "Users": "100"},
    ),
    "staffing": (
        "classes", {"Class": "1", "Begin": "2026-09-01", "End": "2026-10-05", "Starters": "20", "Graduates": "18"},
    ),
    "surveys": (
        "surveys",
        {"SurveyID": "1", "Sent": f"{OCTOBER_5}09:00:00", "Answered": f"{OCTOBER_5}10:00:00", "Survey": "CSAT", "Question": "q1",
         "Lowest": "1", "Highest": "5", "Score": "4", "Invited": "yes"},
    ),
    "costs": ("ledger", {"Period": "2026-10", "Account": "6100", "Amount": "100", "Currency": "EUR", "Process": "CALLS"}),
    "intervals": (
        "queues",
        {"Interval": f"{OCTOBER_5}09:00:00", "Queue": "care", "CallsOffered": "10", "ACDCalls": "9", "Acceptable": "8",
         "AbnCalls": "1", "SlvlAbns": "0", "OutflowCalls": "0", "DequeCalls": "0", "AnsTime": "100", "ACDTime": "900",
         "HoldTime": "0", "ACWTime": "90"},
    ),
}  # fmt: skip

Row = dict[str, str]
# sentence: (kind, what the rows after the good one have otherwise, rule, words of the reason)
SET_ASIDE: dict[str, tuple[str, list[Row], str, str]] = {
    "a state that ends before it begins": (
        "agent_states", [{"Begin": f"{OCTOBER_5}11:00:00", "End": f"{OCTOBER_5}10:30:00"}], "I3", "a span ends before it begins",
    ),
    "paid time told twice": (
        "agent_states",
        [{"Source": "PAY", "State": "-", "End": f"{OCTOBER_5}17:00:00"},
         {"Source": "PAY", "State": "-", "Begin": f"{OCTOBER_5}16:00:00", "End": f"{OCTOBER_5}18:00:00"}],
        "time_twice", "begins before an earlier one of the same agent ends",
    ),
    "an evaluation without method": ("quality", [{"EvalID": "2", "Selection": ""}], "I13", "how its contact was chosen"),
    "an evaluation by the agent's own team lead": ("quality", [{"EvalID": "2", "Evaluator": "leo"}], "I13", "own team lead"),
    "an evaluation by the agent": ("quality", [{"EvalID": "2", "Evaluator": "kim"}], "I13", "the agent is the evaluator"),
    "more errors than opportunities": (
        "quality", [{"EvalID": "2", "Passed": "no", "Errors": "5"}], "I2", "errors are above opportunities",
    ),
    "a forecast made after its lock": (
        "forecasts", [{"Version": "v2", "Issued": "2026-09-03T00:00:00"}], "changed_after_lock", "made after its lock",
    ),
    "a forecast with two volumes under one lock": (
        "forecasts", [{"Version": "v1b", "Volume": "120"}], "changed_after_lock", "one lock has two volumes",
    ),
    "a forecast locked after its interval began": (
        "forecasts", [{"Version": "v2", "Locked": f"{OCTOBER_5}09:00:01"}], "locked_too_late", "locked after its interval began",
    ),
    "an item due before its receipt": (
        "work_items", [{"ItemNo": "2", "Due": f"{OCTOBER_5}08:59:59"}], "I3", "due_at is before received_at",
    ),
    "a ticket due before it was opened": (
        "incidents", [{"Ticket": "2", "RespondBy": f"{OCTOBER_5}08:59:59"}], "I3", "response_due_at is before opened_at",
    ),
    "an outage without end": ("incidents", [{"Ticket": "2", "Restored": ""}], "outage_without_end", "outage"),
    "a class with more graduates than starters": (
        "staffing", [{"Class": "2", "Graduates": "21"}], "I2", "more graduates than starters",
    ),
    "a score outside its scale": ("surveys", [{"SurveyID": "2", "Score": "9"}], "I3", "score is outside its scale"),
    "an amount without a currency": ("costs", [{"Account": "6110", "Currency": ""}], "missing", "currency is required"),
    "an interval whose parts do not add up": (
        "intervals", [{"Interval": f"{OCTOBER_5}09:30:00", "CallsOffered": "11"}], "I1", "offered is not answered + abandoned",
    ),
}  # fmt: skip
TOLD: dict[str, tuple[str, list[Row], str, str]] = {
    "two states of an agent at once": (
        "agent_states", [{"State": "READY", "Begin": f"{OCTOBER_5}09:30:00"}], "I7", "begins before an earlier one",
    ),
    "more handling than logged-in time": (
        "agent_states", [{"Source": "LOGIN", "State": "-", "End": f"{OCTOBER_5}09:50:00"}], "I8", "handling above logged-in",
    ),
    "more productive than logged-in time": (
        "agent_states",
        [{"State": "READY", "Begin": f"{OCTOBER_5}10:00:00", "End": f"{OCTOBER_5}11:00:00"},
         {"Source": "LOGIN", "State": "-", "End": f"{OCTOBER_5}10:30:00"}],
        "I8", "productive above logged-in",
    ),
    "more logged-in than paid time": (
        "agent_states",
        [{"Source": "LOGIN", "State": "-"}, {"Source": "PAY", "State": "-", "End": f"{OCTOBER_5}09:30:00"}],
        "I8", "logged-in above paid",
    ),
    "the same interval of two queues that the feed does not tell apart": (
        "intervals", [{"Queue": "sales"}], "interval_twice", "several rows stand for one interval",
    ),
}  # fmt: skip
STOPPED: dict[str, tuple[str, list[Row], str, str]] = {
    "two scales for one question": (
        "surveys", [{"SurveyID": "2", "Highest": "10", "Score": "8"}], "U6", "one question has two scales in the feed",
    ),
    "two currencies": ("costs", [{"Account": "6110", "Currency": "USD"}], "U6", "the feed mixes currencies"),
}  # fmt: skip
EVERY = {**SET_ASIDE, **TOLD, **STOPPED}


def partner(centre: Centre, name: str, kind: str, rows: list[Row], **changes: Any) -> None:
    """A partner with the template feed of a kind, and one file of these rows; a row lacks nothing that the first has."""
    feed_name, well = WELL[kind]
    feed: dict[str, Any] = yaml12.read(FEEDS / f"{kind}.yaml").data["feeds"][feed_name]
    feed = {**feed, "source": f"{{inbox}}/{name}/*.csv", "due": None, **changes}
    theirs = [column for told in feed["columns"].values() for column in _theirs(told)]
    header = list(dict.fromkeys([*theirs, *feed["identity"]]))
    text = io.StringIO()
    out = csv.DictWriter(text, header, restval="", lineterminator="\n")
    out.writeheader()
    out.writerows({**well, **row} for row in rows)
    told = {
        "partner": name,
        "sites": {"mnl1": {"country": "PH", "time_zone": "Asia/Manila"}},
        "feeds": {feed_name: feed},
    }
    path = centre.folder / f"partners/{name}.yaml"
    path.write_text(json.dumps(told, indent=1, default=str), encoding="utf-8")
    centre.send(name, text.getvalue().encode(), file=f"{kind}.csv")


def _theirs(told: Any) -> list[str]:
    source = told.get("from", []) if isinstance(told, dict) else told
    return [source] if isinstance(source, str) else list(source)


def short(sentence: str) -> str:
    return sentence.replace(" ", "-").replace("'", "")


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """Every case as a partner, one night."""
    centre = Centre(tmp_path_factory.mktemp("caught"))
    for sentence, (kind, rows, _, _) in EVERY.items():
        partner(centre, short(sentence), kind, [{}, *rows])
    for kind in WELL:
        partner(centre, f"well-{kind}", kind, [{}])
    assert centre.night().code == 1
    return centre


@pytest.mark.parametrize("kind", WELL)
def test_the_row_beside_is_taken_and_nothing_is_said(night, kind):
    file = night.one(f"well-{kind}")
    assert (file.state, file.accepted, [one for one in file.findings if not one.startswith("info")]) == (
        "accepted",
        1,
        [],
    )


@pytest.mark.parametrize("sentence", SET_ASIDE)
def test_costs_its_row(night, sentence):
    _, rows, rule, words = SET_ASIDE[sentence]
    file = night.one(short(sentence))
    assert (file.state, file.accepted, file.quarantined) == ("accepted", len(rows), 1)
    (refused,) = night.quarantine(short(sentence))
    assert refused["rule"] == rule
    assert words in refused["reason"]


@pytest.mark.parametrize("sentence", TOLD)
def test_is_told_and_stays(night, sentence):
    _, rows, rule, words = TOLD[sentence]
    file = night.one(short(sentence))
    assert (file.state, file.accepted) == ("accepted", 1 + len(rows))
    assert rule in file.rules
    assert any(one.startswith("warning") and words in one for one in file.findings), file.findings


@pytest.mark.parametrize("sentence", STOPPED)
def test_stops_its_feed(night, sentence):
    _, _, rule, words = STOPPED[sentence]
    file = night.one(short(sentence))
    assert (file.state, file.accepted) == ("stopped", 0)
    assert rule in file.rules
    assert file.says("error", words)


def test_no_row_and_no_byte_is_lost(night):
    night.nothing_lost()


CONTROL = '    control: {file: "{name}.ctl", rows: ROWS, sums: {handle_s: HANDLE}}\n    resend:'
SUM = 20 * 60 + 4 * 90 + 2 * 61  # seconds of a day of small.py


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (f"ROWS=30\nHANDLE={SUM}", ""),
        (
            f"ROWS=31\nHANDLE={SUM}",
            "the rows do not tie to the partner's control total: found rows_in 30, expected control_rows 31",
        ),
        (f"ROWS=30\nHANDLE={SUM + 1}", f"handle_s {SUM} and not {SUM + 1}"),
        ("ROWS=30", "waits: its control file does not tell its totals: found found no line of HANDLE"),
    ],
    ids=["both tie", "the rows do not", "the sum does not", "no sum is told"],
)
def test_control_totals_tie_or_the_file_is_stopped_or_waits(tmp_path, told, words):
    folder = small.build(tmp_path)
    small.change(folder / "partners/acme.yaml", "    resend:", CONTROL)
    for day in small.DAYS:
        path = folder / f"inbox/acme/calls_{day}.csv.ctl"
        path.write_text(told if day == small.DAYS[0] else f"ROWS=30\nHANDLE={SUM}", encoding="utf-8")
    ran = vmo("night", folder)
    assert ran.code == (1 if words else 0)
    assert words in ran.said
    offered = vmo("attain", folder, "--month", small.MONTH, "--json").told["attainment"][-1]
    assert (offered["id"], offered["numerator"]) == ("volume", "30" if words else "60")


def test_a_sum_of_what_is_no_number_is_refused(tmp_path):
    folder = small.build(tmp_path)
    small.change(folder / "partners/acme.yaml", "    resend:", CONTROL.replace("handle_s", "outcome"))
    ran = vmo("lint", folder)
    assert ran.code == 2
    assert "'outcome' is no number that the feed maps; known: wait_s, handle_s" in ran.err


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("{time_zone: Europe/Bonn}", "not an IANA time zone such as Europe/Berlin, found Europe/Bonn"),
        ("{credited: queue_entry}", "feeds.calls.clock.time_zone: missing; add it"),
    ],
    ids=["a zone that nobody has", "no zone"],
)
def test_a_feed_needs_a_zone_that_there_is(tmp_path, clock, words):
    folder = small.build(tmp_path)
    small.change(folder / "partners/acme.yaml", "clock: {time_zone: Europe/Berlin}", f"clock: {clock}")
    for command in (("lint",), ("night",), ("month", "--month", small.MONTH)):
        ran = vmo(command[0], folder, *command[1:])
        assert ran.code == 2
        assert words in ran.err


RATIOS = """\
partner: acme
feeds:
  counts:
    kind: intervals
    source: "{inbox}/acme/*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [At]
    columns:
      interval_at: {from: At, format: iso}
      service_level_percent: Level
      program: {value: care}
"""
ON_RATIOS = """\
contract: acme-care
parties: {supplier: acme, customer: north}
currency: EUR
time_zone: Europe/Berlin
scope: {partner: [acme], program: [care]}
measures:
  sl:
    metric: call_service_level
    terms:
      variant: {2026-01-01: {value: sl_offered, ref: "B 2"}}
      threshold_s: {2026-01-01: {value: 20, ref: "B 2"}}
"""


def test_ratios_without_their_counts_are_never_billed(tmp_path):
    folder = small.build(tmp_path)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    (folder / "partners/acme.yaml").write_text(RATIOS, encoding="utf-8")
    (folder / "contracts/acme-care.yaml").write_text(ON_RATIOS, encoding="utf-8")
    (folder / "inbox/acme/october.csv").write_text(f"At,Level\n{OCTOBER_5}09:00:00,82.5\n", encoding="utf-8")
    assert "service_level_percent is a ratio without its counts, evidence class C" in vmo("lint", folder).said
    ran = vmo("month", folder, "--month", small.MONTH)
    assert ran.code == 0
    assert "net 0.00 EUR, credits 0.00, sl no_data" in ran.out  # shown, and nothing rests on it
    said = vmo("integrity", folder, "--month", small.MONTH).out
    assert "warning: U2: acme/october.csv:2: a percentage or a mean stands without the counts it is made of" in said


def test_the_same_interval_sent_twice_counts_once(tmp_path):
    centre = Centre(tmp_path)
    partner(centre, "acme", "intervals", [{}, {}])
    centre.night()
    file = centre.one("acme")
    assert (file.accepted, file.duplicates) == (1, 1)
    assert "I4" in file.rules


def test_a_forecast_sent_again_under_its_lock_with_another_volume_is_told_as_an_error(tmp_path):
    centre = Centre(tmp_path)
    _, well = WELL["forecasts"]
    partner(centre, "acme", "forecasts", [{}, {"Interval": f"{OCTOBER_5}09:30:00"}])
    export = (tmp_path / "inbox/acme/forecasts.csv").read_text(encoding="utf-8")
    other = export.replace(well["Locked"], "2026-09-09T00:00:00").replace("v1", "v2")
    centre.send("acme", other.encode(), file="another_version.csv", at=ARRIVED + timedelta(hours=1))
    assert centre.night().code == 0
    looked = ("integrity", tmp_path, "--month", small.MONTH, "--json")
    assert vmo(*looked).told["forensics"]["acme"]["findings"] == []
    again = export.replace(",100,", ",120,", 1)
    centre.send("acme", again.encode(), file="again.csv", at=ARRIVED + timedelta(days=1))
    assert centre.night().code == 0
    ran = vmo(*looked)
    assert ran.code == 1
    (found,) = ran.told["forensics"]["acme"]["findings"]
    assert (found["rule"], found["severity"], found["found"]) == ("I9", "error", "0 rows gone, 0 new, 1 changed")
    assert "a day of a forecast that is locked was delivered again with other content" in found["what"]
