"""Deferred work, from exports to a document: what was counted and what was proven are the same, or it is blocked.

October 2026 in Berlin, service hours 08:00 to 18:00:

    items       due on the 5th at closing, one done then, one a second later; due on the 7th, one open, one cancelled: 1 of 3.
                Done in October 2, of which 1 in time. One more was due in September and done in October: 1 of 3 done.
    backlog     on the 30th 48 h late; on the 31st 12 and 36 h late of 24 h each, and one not due. Mean (0.5 + 1.5) / 2 = 1;
                late 2 of 3; all days together (48 + 12 + 36) h of 3 x 24 h = 4/3.
    reports     one sent in time, one due on the 20th at 12:00 UTC and never sent, one due on 20 September at 12:00 UTC and
                never sent: 1 of 2. The last midnight UTC that closes a day of October in Berlin is that of the 31st at 00:00,
                10.5 and 40.5 days late of 30 days each: 51/60 cycles.
    milestones  one moved from 15 October to 15 November with approval on the 16th: due in October, not kept: 0 of 1.
    invoices    1,000 issued, 25 corrected, 60 of service credit: 2.5 %.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import small

from vmo.cli import DONE, main

ARRIVED = datetime(2026, 11, 2, 4, tzinfo=UTC).timestamp()
STAMP = 'format: "%Y-%m-%d %H:%M:%S"'


def columns(plain: str, **instants: str) -> str:
    """The columns of a feed, of which the named ones are instants."""
    return ", ".join([plain, *(f"{ours}: {{from: {theirs}, {STAMP}}}" for ours, theirs in instants.items())])


FEEDS = {
    "items": (
        "work_items",
        "received",
        columns(
            "item_id: id, process: {value: electronic}, program: {value: care}, status: status",
            received_at="received",
            due_at="due",
            completed_at="done",
        ),
        """id,received,due,done,status
a,2026-10-05 08:00:00,2026-10-05 18:00:00,2026-10-05 18:00:00,completed
b,2026-10-05 08:00:00,2026-10-05 18:00:00,2026-10-05 18:00:01,completed
c,2026-10-06 08:00:00,2026-10-07 18:00:00,,open
d,2026-10-06 08:00:00,2026-10-07 18:00:00,,cancelled
e,2026-09-28 08:00:00,2026-09-30 18:00:00,2026-10-01 09:00:00,completed
""",
    ),
    "backlog": (
        "backlog",
        "snapshot",
        columns("item_id: id, process: {value: electronic}, program: {value: care}", snapshot_at="taken", due_at="due"),
        """id,taken,due
a,2026-10-30 18:00:00,2026-10-28 18:00:00
b,2026-10-31 08:00:00,2026-10-01 08:00:00
c,2026-10-31 18:00:00,2026-10-31 06:00:00
d,2026-10-31 18:00:00,2026-10-30 06:00:00
e,2026-10-31 18:00:00,2026-11-02 18:00:00
""",
    ),
    "delivered": (
        "deliverables",
        "due",
        columns(
            "deliverable_id: id, type: type, program: {value: care}",
            due_at="due",
            committed_at="first",
            baseline_approved_at="approved",
            delivered_at="sent",
            accepted_at="accepted",
        ),
        """id,type,due,first,approved,sent,accepted
r1,report,2026-10-10 12:00:00,,,2026-10-10 11:00:00,
r2,report,2026-10-20 14:00:00,,,,
r3,report,2026-09-20 14:00:00,,,,
m1,milestone,2026-11-15 12:00:00,2026-10-15 12:00:00,2026-10-16 12:00:00,2026-10-30 12:00:00,2026-10-31 12:00:00
""",
    ),
    "billed": (
        "partner_invoices",
        "period",
        columns(
            "number: id, type: type, program: {value: care}, currency: {value: EUR}, reason_code: reason, amount_net: net, "
            "corrects: corrects",
            period_at="period",
            due_issue_at="due",
            issued_at="issued",
        ),
        """id,type,reason,net,period,due,issued,corrects
1,invoice,,1000,2026-10-01 00:00:00,2026-10-05 18:00:00,2026-10-05 18:00:00,
2,credit_note,error_correction,25,2026-10-01 00:00:00,,2026-10-20 12:00:00,1
3,credit_note,service_credit,60,2026-10-01 00:00:00,,2026-10-20 12:00:00,1
""",
    ),
}
MEASURES = """\
  due: {metric: elec_on_time}
  done: {metric: elec_on_time, terms: {cohort: {2026-01-01: {value: completed_in_period, ref: "B 1"}}}}
  acl: {metric: elec_backlog_acl, terms: {cycle_h: {2026-01-01: {value: 24, ref: "B 2"}}}}
  acl_daily:
    metric: elec_backlog_acl
    terms:
      cycle_h: {2026-01-01: {value: 24, ref: "B 2"}}
      snapshots: {2026-01-01: {value: daily, ref: "B 2"}}
  total: {metric: elec_backlog_cycles, terms: {cycle_h: {2026-01-01: {value: 24, ref: "B 2"}}}}
  late: {metric: elec_backlog_late_share}
  reports: {metric: rpt_on_time}
  reports_acl: {metric: rpt_backlog_acl, terms: {cycle_h: {2026-01-01: {value: 720, ref: "B 3"}}}}
  plan: {metric: impl_on_time}
  billing: {metric: inv_external_error_rate, terms: {currency: {2026-01-01: {value: EUR, ref: "B 4"}}}}
  issued: {metric: inv_on_time}
"""
EXPECTED = {
    "due": ("1", "3"),
    "done": ("1", "3"),
    "acl": ("172800", "172800"),
    "acl_daily": ("345600", "259200"),
    "total": ("172800", "86400"),
    "late": ("2", "3"),
    "reports": ("1", "2"),
    "reports_acl": ("4406400", "5184000"),
    "plan": ("0", "1"),
    "billing": ("25", "1000"),
    "issued": ("1", "1"),
}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deferred")
    build(folder)
    assert main(["night", str(folder), "--day", "2026-11-02"]) == DONE
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    return json.loads((folder / f"out/{small.MONTH}/acme-mail/result.json").read_text(encoding="utf-8"))


def build(folder: Path) -> None:
    feeds = "".join(
        f"  {name}:\n    kind: {kind}\n    source: '{{inbox}}/acme/{name}_*.csv'\n    format: csv\n"
        "    resend: updates_by_identity\n"
        f"    clock: {{time_zone: Europe/Berlin, credited: {moment}}}\n"
        f"    identity: [{'id, taken' if kind == 'backlog' else 'id'}]\n    columns: {{{mapped}}}\n"
        for name, (kind, moment, mapped, _) in FEEDS.items()
    )
    contract = (
        "contract: acme-mail\nparties: {supplier: acme, customer: north}\ncurrency: EUR\ntime_zone: Europe/Berlin\n"
        'calendar: {service_hours: {mon-sun: "08:00-18:00"}}\nscope: {partner: [acme], program: [care]}\n'
        f"measures:\n{MEASURES}"
    )
    for path, text in (
        ("portfolio.yaml", small.PORTFOLIO),
        ("parties.yaml", small.PARTIES),
        (
            "partners/acme.yaml",
            f"partner: acme\nsites: {{quay: {{country: DE, time_zone: Europe/Berlin}}}}\nfeeds:\n{feeds}",
        ),
        ("contracts/acme-mail.yaml", contract),
        *((f"inbox/acme/{name}_1.csv", rows) for name, (*_, rows) in FEEDS.items()),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for path in (folder / "inbox/acme").iterdir():
        os.utime(path, (ARRIVED, ARRIVED))


@pytest.mark.parametrize("measure", EXPECTED)
def test_a_figure_is_the_one_done_by_hand(result, measure):
    (found,) = [one for one in result["attainment"] if one["id"] == measure]
    assert (found["numerator"], found["denominator"]) == EXPECTED[measure]


def test_the_second_calculation_agrees(result):
    assert not [one for one in result["findings"] if one["rule"] == "second_calculation"]
    assert result["status"] == "draft"
