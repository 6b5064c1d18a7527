"""Delivered forecasts of whichever channel: those that the term names are held beside the contacts of the same channels.

Beside the calls of tests/small.py four chats of nine o'clock come, three of them in time, where two were forecast; and three
e-mails at seven, before the service opens, two of them answered in time, where two were forecast.
"""

import json

import pytest
import small

from vmo.cli import DONE, main

FEEDS = """\
  items:
    kind: work_items
    source: "{inbox}/acme/items_*.csv"
    format: csv
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin, credited: received}
    identity: [id]
    columns:
      item_id: id
      process: {value: electronic}
      channel: {value: email}
      program: {value: care}
      status: {value: completed}
      received_at: {from: received, format: "%Y-%m-%d %H:%M"}
      due_at: {from: due, format: "%Y-%m-%d %H:%M"}
      completed_at: {from: done, format: "%Y-%m-%d %H:%M"}
  forecast:
    kind: forecasts
    source: "{inbox}/acme/forecast_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin, credited: interval}
    identity: [at, channel]
    columns:
      interval_at: {from: at, format: "%Y-%m-%d %H:%M"}
      interval_s: {value: 1800}
      locked_at: {value: "2026-09-01 08:00:00"}
      channel: {from: channel, codes: {V: voice, C: chat, M: email}}
      volume: volume
      program: {value: care}
"""
CHAT = """\
  {name}:
    metric: chat_service_level
    terms:
      variant: {{2026-01-01: {{value: sl_offered, ref: "B 4"}}}}
      threshold_s: {{2026-01-01: {{value: 20, ref: "B 4"}}}}
    forecast_variance: {{2026-01-01: {{value: {told}, ref: "B 4"}}}}
"""
MAIL = """\
  {name}:
    metric: elec_on_time
    scope: {{channel: [email]}}
    terms: {{cohort: {{2026-01-01: {{value: received_in_period, ref: "B 5"}}}}}}
    forecast_variance: {{2026-01-01: {{value: {told}, ref: "B 5"}}}}
"""
SL = '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}'
HELD = {
    # min(3, 4, 2) of min(4, 2); the fifty calls that are forecast for the same half-hour are none of them
    "capped": (CHAT, "{policy: cap_volume, percent: 0, grain: interval, channels: [chat]}", "2 2"),
    "at_the_bound": (CHAT, "{policy: drop_cell, percent: 100, grain: day, channels: [chat]}", "3 4"),
    "above_it": (CHAT, "{policy: drop_cell, percent: 99, grain: day, channels: [chat]}", "0 0"),
    # what comes while the service is closed was forecast as well
    "capped_mails": (MAIL, "{policy: cap_volume, percent: 0, grain: day, channels: [email]}", "2 2"),
    "mails_at_the_bound": (MAIL, "{policy: drop_cell, percent: 50, channels: [email]}", "2 3"),
}
ITEMS = ("a,2026-10-05 07:05,2026-10-05 12:00,2026-10-05 11:00", "b,2026-10-05 07:10,2026-10-05 12:00,2026-10-05 11:00")
LATE = "c,2026-10-05 07:15,2026-10-05 12:00,2026-10-05 12:01"
CHATS = [f"c{n};2026-10-05 09:0{n}:00;ANS;{wait};300;CHAT" for n, wait in enumerate((10, 10, 20, 21))]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What the measures of the month come to, by both calculations."""
    folder = small.build(tmp_path_factory.mktemp("channels") / "small")
    small.with_rows(folder, *CHATS)
    partner, contract = folder / "partners/acme.yaml", folder / "contracts/acme-care.yaml"
    small.change(partner, "    unused: [Skill]\n", FEEDS)
    skill = "channel: {from: Skill, codes: {CARE: voice, CHAT: chat}}"
    small.change(partner, "      wait_s: Wait\n", f"      wait_s: Wait\n      {skill}\n")
    small.change(
        contract,
        SL,
        f"{SL}\n    forecast_variance: {{2026-01-01: {{value: {{policy: drop_cell, percent: 0}}, ref: B 9}}}}",
    )
    held = "".join(text.format(name=name, told=told) for name, (text, told, _) in HELD.items())
    small.change(contract, "charges:\n", f"{held}charges:\n")
    hours = 'calendar: {service_hours: {mon-sun: "08:00-20:00"}}\n'
    small.change(contract, "scope: {partner: [acme]", f"{hours}scope: {{partner: [acme]")
    small.send(folder, small.DAYS[0], [*ITEMS, LATE], header="id,received,due,done", name="items_1.csv")
    told = ["2026-10-05 07:00,M,2", "2026-10-05 09:00,C,2", *(f"{day} 09:00,V,50" for day in small.DAYS)]
    small.send(folder, small.DAYS[0], told, header="at,channel,volume", name="forecast_1.csv")
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    attained = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text())["attainment"]
    return {one["id"]: f"{one['numerator']} {one['denominator']}" for one in attained}


@pytest.mark.parametrize(("measure", "figures"), [(name, figures) for name, (_, _, figures) in HELD.items()])
def test_forecasts_are_held_beside_contacts_of_their_own_channels(found, measure, figures):
    assert found[measure] == figures


def test_without_the_key_they_are_of_calls(found):
    assert found["sl"] == "48 56"  # of a hundred that the month forecasts
