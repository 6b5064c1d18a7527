"""Hours up to the approved schedule, from exports to a document: worked and rostered in feeds of their own, settled twice."""

import json

import small

from vmo.calendars import days, month
from vmo.cli import DONE, main

FEED = """\
  FEED:
    kind: agent_states
    source: "{inbox}/acme/FEED.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [Agent, From]
    columns:
      agent_id: Agent
      time_type: {value: TYPE}
      state: {from: State, codes: {A: available, B: break}}
      start_at: {from: From, format: "%Y-%m-%d %H:%M"}
      end_at: {from: To, format: "%Y-%m-%d %H:%M"}
      program: {value: care}
"""
CHARGE = """\
  NAME:
    model: schedule_cap
    of: per_hour
    terms:
      basis: {2026-01-01: {value: productive, ref: "C 3"}}
      rate: {2026-01-01: {value: 24, ref: "C 3"}}
      grain: {2026-01-01: {value: GRAIN, ref: "C 3"}}
      overtime: {2026-01-01: {value: [{day: 2026-10-06, hours: 0.5, ref: "PO 7"}], ref: "C 3"}}
"""
# On the 5th an hour more than is on the schedule, which has a break that is not productive; on the 6th an hour more, half of it
# approved; on the 7th two hours less. Of the night before October the two hours of October.
WORKED = """\
a,A,2026-09-30 22:00,2026-10-01 02:00
a,A,2026-10-05 09:00,2026-10-05 18:00
a,A,2026-10-06 09:00,2026-10-06 18:00
a,A,2026-10-07 09:00,2026-10-07 15:00
"""
ROSTER = """\
a,A,2026-09-30 22:00,2026-10-01 02:00
a,A,2026-10-05 09:00,2026-10-05 17:00
a,B,2026-10-05 17:00,2026-10-05 18:00
a,A,2026-10-06 09:00,2026-10-06 17:00
a,A,2026-10-07 09:00,2026-10-07 17:00
"""


def test_hours_beyond_the_schedule_are_billed_only_where_they_were_approved(folder, vmo):
    with (folder / "partners/acme.yaml").open("a", encoding="utf-8") as partner:
        partner.write(FEED.replace("FEED", "states").replace("TYPE", "actual"))
        partner.write(FEED.replace("FEED", "roster").replace("TYPE", "scheduled"))
    for name, body in (("states", WORKED), ("roster", ROSTER)):
        (folder / f"inbox/acme/{name}.csv").write_text("Agent,State,From,To\n" + body, encoding="utf-8")
    charge = CHARGE.replace("NAME", "hours").replace("GRAIN", "day")
    small.change(folder / "contracts/acme-care.yaml", "charges:\n", "charges:\n" + charge)
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    result = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    assert result["status"] != "blocked"  # both calculations agree
    lines = {one["from"]: one for one in result["lines"] if one["id"].startswith("hours")}
    assert len(lines) == len(list(days(*month(small.MONTH))))
    days_of_work = {day: one for day, one in lines.items() if one["amount"] != "0.00"}
    assert {day: one["quantity"] for day, one in days_of_work.items()} == {
        "2026-10-01": "7200",
        "2026-10-05": "28800",
        "2026-10-06": "30600",
        "2026-10-07": "21600",
    }
    sixth = lines["2026-10-06"]
    assert sixth["text"].endswith("9.0 h worked, 8.0 h scheduled, 0.5 h approved beyond, 8.50 h")
    said = vmo("explain", folder, "acme-care/2026-10/1", sixth["id"]).out
    assert "32,400 counted by per_hour of agent_states, 2026-10-06" in said
    assert "28,800 counted by per_scheduled_hour of agent_states, 2026-10-06" in said


def test_hours_of_a_month_without_a_schedule_are_no_invoice(folder, vmo):
    with (folder / "partners/acme.yaml").open("a", encoding="utf-8") as partner:
        partner.write(FEED.replace("FEED", "states").replace("TYPE", "actual"))
    (folder / "inbox/acme/states.csv").write_text("Agent,State,From,To\n" + WORKED, encoding="utf-8")
    charge = CHARGE.replace("NAME", "hours").replace("GRAIN", "month")
    small.change(folder / "contracts/acme-care.yaml", "charges:\n", "charges:\n" + charge)
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code != DONE
    assert "no schedule counts from 2026-10-01 to 2026-10-31" in told.out + told.err
