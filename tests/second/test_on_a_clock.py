"""Due times and lateness on a business clock, from exports to a document: counted and proven the same, or it is blocked.

October 2026 in Berlin, Monday to Friday 08:00 to 18:00, a cycle of ten hours:

    items    b came on 30 September at 15:00: three hours of that day, seven of 1 October, due at 15:00, done then. c and d came
             on the 5th at 08:00 and were due at closing; c was done then, d a second later. e came on the 30th, a Friday, at
             16:00, is due on 2 November and no October item. f was told to be due on the 7th at 12:00, and was not done: 2 of 4.
             By the contract's own due times f is due on the 6th at closing: 2 of 4 as well.
    backlog  on the 31st, a Saturday: one due on Friday at 16:00, two hours of open time late; one came on the 29th at 08:00 and
             was told nothing, so was due at closing and is ten hours late; one came on Friday at 12:00 and is due on Monday.
             Mean 12 h of 2 x 10 h = 0.6 cycles. Round the clock they are 26 h, 48 h and, due on Friday at 22:00, 20 h late:
             94 h of 3 x 10 h.
    tickets  P1 round the clock, P2 in open time, four hours each: opened on Friday the 30th at 16:00. P1 resolved at 20:00 and
             P2 resolved on Monday at 10:00 are in time, a second later neither: 2 of 4.
"""

import json
import os
from datetime import UTC, datetime

import pytest
import small

from vmo.cli import DONE, REFUSED, main

ARRIVED = datetime(2026, 11, 4, 4, tzinfo=UTC).timestamp()
FEEDS = {
    "items": (
        "work_items",
        "received",
        {"received_at": "received", "due_at": "due", "completed_at": "done"},
        "item_id: id, process: {value: electronic}",
        """id,received,due,done
b,2026-09-30 15:00:00,,2026-10-01 15:00:00
c,2026-10-05 08:00:00,,2026-10-05 18:00:00
d,2026-10-05 08:00:00,,2026-10-05 18:00:01
e,2026-10-30 16:00:00,,2026-10-30 17:00:00
f,2026-10-06 08:00:00,2026-10-07 12:00:00,
""",
    ),
    "backlog": (
        "backlog",
        "snapshot",
        {"snapshot_at": "taken", "received_at": "received", "due_at": "due"},
        "item_id: id, process: {value: electronic}",
        """id,taken,received,due
a,2026-10-31 18:00:00,2026-10-28 08:00:00,2026-10-30 16:00:00
b,2026-10-31 18:00:00,2026-10-29 08:00:00,
c,2026-10-31 18:00:00,2026-10-30 12:00:00,
""",
    ),
    "tickets": (
        "incidents",
        "opened",
        {"opened_at": "opened", "restored_at": "resolved"},
        "incident_id: id, type: {value: problem}, service: {value: mis}, priority: priority",
        """id,opened,resolved,priority
1,2026-10-30 16:00:00,2026-10-30 20:00:00,P1
2,2026-10-30 16:00:00,2026-10-30 20:00:01,P1
3,2026-10-30 16:00:00,2026-11-02 10:00:00,P2
4,2026-10-30 16:00:00,2026-11-02 10:00:01,P2
""",
    ),
}
MEASURES = """\
  items: {metric: elec_on_time, terms: {clock: BUSINESS, cycle_h: TEN}}
  computed: {metric: elec_on_time, terms: {clock: BUSINESS, cycle_h: TEN, due: COMPUTED}}
  acl: {metric: elec_backlog_acl, terms: {clock: BUSINESS, cycle_h: TEN}}
  acl_round_the_clock: {metric: elec_backlog_acl, terms: {cycle_h: TEN}}
  late: {metric: elec_backlog_late, terms: {clock: BUSINESS, cycle_h: TEN}}
  tickets: {metric: mis_resolution_in_target, terms: {target_h: HOURS, clock: WORDS}}
"""
VALUES = {
    "BUSINESS": "business",
    "TEN": "10",
    "COMPUTED": "computed",
    "HOURS": "{P1: 4, P2: 4}",
    "WORDS": "{P1: calendar, P2: business}",
}
EXPECTED = {
    "items": ("2", "4"),
    "computed": ("2", "4"),
    "acl": ("43200", "72000"),
    "acl_round_the_clock": ("338400", "108000"),
    "late": ("2", "1"),
    "tickets": ("2", "4"),
}
HOURS = 'calendar: {service_hours: {mon-fri: "08:00-18:00"}}\n'


def build(folder, hours=HOURS):
    feeds = "".join(
        f"  {name}:\n    kind: {kind}\n    source: '{{inbox}}/acme/{name}_*.csv'\n    format: csv\n"
        "    resend: updates_by_identity\n"
        f"    clock: {{time_zone: Europe/Berlin, credited: {moment}}}\n    identity: [id]\n    columns:\n"
        f"      {plain.replace(', ', chr(10) + '      ')}\n"
        + "".join(f'      {ours}: {{from: {theirs}, format: "%Y-%m-%d %H:%M:%S"}}\n' for ours, theirs in at.items())
        for name, (kind, moment, at, plain, _) in FEEDS.items()
    )
    measures = MEASURES
    for word, value in VALUES.items():
        measures = measures.replace(word, f'{{2026-01-01: {{value: {value}, ref: "B 1"}}}}')
    contract = (
        "contract: acme-mail\nparties: {supplier: acme, customer: north}\ncurrency: EUR\ntime_zone: Europe/Berlin\n"
        f"{hours}scope: {{partner: [acme]}}\nmeasures:\n{measures}"
    )
    for path, text in (
        ("portfolio.yaml", small.PORTFOLIO),
        ("parties.yaml", small.PARTIES),
        ("partners/acme.yaml", f"partner: acme\nfeeds:\n{feeds}"),
        ("contracts/acme-mail.yaml", contract),
        *((f"inbox/acme/{name}_1.csv", rows) for name, (*_, rows) in FEEDS.items()),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for path in (folder / "inbox/acme").iterdir():
        os.utime(path, (ARRIVED, ARRIVED))
    return folder


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = build(tmp_path_factory.mktemp("clock"))
    assert main(["night", str(folder), "--day", "2026-11-04"]) == DONE
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    return json.loads((folder / f"out/{small.MONTH}/acme-mail/result.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("measure", EXPECTED)
def test_a_figure_is_the_one_done_by_hand(result, measure):
    (found,) = [one for one in result["attainment"] if one["id"] == measure]
    assert (found["numerator"], found["denominator"]) == EXPECTED[measure]


def test_the_second_calculation_agrees(result):
    assert not [one for one in result["findings"] if one["rule"] == "second_calculation"]
    assert result["status"] == "draft"


def test_the_terms_tell_the_clock_and_not_the_whole_calendar(result):
    told = {one["id"]: one["terms"] for one in result["attainment"]}
    assert told["items"] == {"clock": "business", "cycle_h": "10"}
    assert told["tickets"]["clock"] == "P1: calendar, P2: business"


def test_other_hours_are_counted_anew(tmp_path):
    folder = build(tmp_path)
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    small.change(folder / "contracts/acme-mail.yaml", "08:00-18:00", "08:00-17:00")
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    told = json.loads((folder / f"out/{small.MONTH}/acme-mail/result.json").read_text(encoding="utf-8"))
    (acl,) = [one for one in told["attainment"] if one["id"] == "acl"]
    # Due on Friday at 16:00: one hour late. Of the other nine hours on Thursday, one on Friday: due at 09:00, eight hours late.
    assert (acl["numerator"], acl["denominator"], told["status"]) == ("32400", "72000", "draft")


def test_a_business_clock_of_a_service_that_never_closes_is_refused(tmp_path, capsys):
    folder = build(tmp_path, hours="")
    assert main(["lint", str(folder)]) == REFUSED
    told = capsys.readouterr()
    assert "measures.items.terms.clock.2026-01-01: business, but the service never closes" in told.out + told.err
