"""What we owe ourselves: scorecards and invoices that come late or are corrected, measured as domain.md 1.1 rows 31 to 37 say.

acme-care's October is due five business days after it: Friday, 6 November 2026, so until 23:00 UTC. It is published on the
10th, late, and again on the 12th with one more call of a minute: 0.80 more in charges, and by that 0.04 less in credits.
"""

import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import small

from vmo import pipeline, trail
from vmo.pipeline import own_records, recorded
from vmo.pipeline.house import open_house
from vmo.pipeline.register import Entry, Publication
from vmo.portfolio import load
from vmo.yaml12 import FaultyTextError

OFFICE = """\
partner: office
feeds:
  scorecards:
    kind: deliverables
    source: records
    format: csv
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin}
    identity: [document]
    columns:
      deliverable_id: document
      type: {value: report}
      period_at: {from: period, format: iso}
      due_at: {from: due, format: iso}
      delivered_at: {from: delivered, format: iso}
      defects: restated
      defect_found_at: {from: restated_at, format: iso}
      program: program
    unused: [contract]
  invoices:
    kind: partner_invoices
    source: records
    format: csv
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin}
    identity: [document]
    columns:
      number: number
      type: {from: type, codes: {invoice: invoice, credit_note: credit_note, debit_note: debit_note}}
      period_at: {from: period, format: iso}
      due_issue_at: {from: due, format: iso}
      issued_at: {from: issued, format: iso}
      amount_net: net
      currency: currency
      corrects: corrects
      reason_code:
        from: reason
        codes:
          error_correction: error_correction
          service_credit: service_credit
          volume_rebate: volume_rebate
          other: other
      reviewed: reviewed
      errors: errors
      program: program
    unused: [contract]
"""
HOUSE = """\
contract: house
parties: {supplier: north, customer: north}
currency: EUR
time_zone: Europe/Berlin
scope: {partner: [office]}
measures:
  reports: {metric: rpt_on_time}
  reports_late: {metric: rpt_backlog_acl, terms: {cycle_h: {2026-01-01: {value: 720, ref: "1"}}}}
  reports_right: {metric: rpt_accuracy}
  invoices: {metric: inv_on_time}
  invoices_late: {metric: inv_backlog_acl, terms: {cycle_h: {2026-01-01: {value: 720, ref: "1"}}}}
  corrected: {metric: inv_external_error_rate, terms: {currency: {2026-01-01: {value: EUR, ref: "1"}}}}
  faulty: {metric: inv_internal_error_rate}
  reviewed: {metric: inv_reviewed_share}
"""


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the store and of the records."""

    def set_to(day: str) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:  # noqa: ARG003  as datetime.now is called
                return datetime.fromisoformat(f"{day}T12:00:00+00:00")

        for module in (trail, recorded, own_records):
            monkeypatch.setattr(module, "datetime", Clock)

    return set_to


def portfolio(tmp_path: Path) -> Path:
    small.build(tmp_path)
    contract = tmp_path / "contracts/acme-care.yaml"
    small.change(contract, "invoice: {", "invoice: {due_business_days: 5, ")
    (tmp_path / "partners/office.yaml").write_text(OFFICE, encoding="utf-8")
    (tmp_path / "contracts/house.yaml").write_text(HOUSE, encoding="utf-8")
    return tmp_path


def told(folder: Path, month: str) -> dict[str, tuple[str, str]]:
    rows = pipeline.attained(open_house(folder), month, "house")["attainment"]
    return {row["id"]: (row["numerator"], row["denominator"]) for row in rows}


def corrected(folder: Path) -> None:
    """The first day once more, with a call more, on the eleventh of November."""
    small.with_rows(folder, small.call(99))
    sent = datetime(2026, 11, 11, tzinfo=UTC).timestamp()
    os.utime(folder / f"inbox/acme/calls_{small.DAYS[0]}.csv", (sent, sent))


def twice_closed(folder: Path, at: Any) -> None:
    at("2026-11-10")
    pipeline.month_end(open_house(folder), "2026-10", "acme-care")
    at("2026-11-12")
    corrected(folder)
    pipeline.month_end(open_house(folder), "2026-10", "acme-care")


def test_what_is_due_and_not_done_is_late_by_the_day(tmp_path, at):
    at("2026-11-09")
    pipeline.nightly(open_house(portfolio(tmp_path)), "acme")
    found = told(tmp_path, "2026-11")
    assert found["reports"] == found["invoices"] == ("0", "1")
    # From 6 November 23:00 to 30 November 00:00 UTC, the last midnight UTC that is November in Berlin: 553 of 720 hours.
    late = str(553 * 3600)
    assert found["reports_late"] == found["invoices_late"] == (late, str(720 * 3600))


def test_a_scorecard_and_an_invoice_late_and_corrected(tmp_path, at):
    twice_closed(portfolio(tmp_path), at)
    due = told(tmp_path, "2026-11")
    assert due["reports"] == due["invoices"] == ("0", "1")
    assert due["reports_late"] == due["invoices_late"] == ("0", "1")  # by the end of November both were there
    of_october = told(tmp_path, "2026-10")
    assert of_october["reports_right"] == ("0", "1")  # restated
    # 0.80 of 40.93: the 0.04 by which the service credits fell is no error.
    assert of_october["corrected"] == ("0.8", "40.93")
    assert of_october["faulty"] == ("0", "1")
    assert of_october["reviewed"] == ("1", "1")


def test_the_month_of_our_own_work_closes_like_every_other(tmp_path, at):
    twice_closed(portfolio(tmp_path), at)
    done = pipeline.month_end(open_house(tmp_path), "2026-11", "house")
    assert done["documents"][0]["status"] == "draft", done["text"]  # both calculations agree
    result = json.loads((tmp_path / "out/2026-11/house/result.json").read_text("utf-8"))
    assert {one["file"] for one in result["sources"]} == {"office.invoices.csv", "office.scorecards.csv"}


def test_the_same_records_are_one_file(tmp_path, at):
    twice_closed(portfolio(tmp_path), at)
    house = open_house(tmp_path)
    first = pipeline.nightly(house, "office")
    at("2026-11-13")
    second = pipeline.nightly(house, "office")
    landed = [[one["outputs"] for one in night["receipts"] if one["verb"] == "land"] for night in (first, second)]
    assert [len(one) for one in landed[0]] == [2]
    assert landed[1] == [[]]


def test_our_own_work_is_judged_after_that_of_the_partners_in_one_run(tmp_path, at):
    portfolio(tmp_path)
    at("2026-11-03")
    pipeline.month_end(open_house(tmp_path), "2026-10", "acme-care")
    corrected(tmp_path)
    at("2026-12-12")
    pipeline.month_end(open_house(tmp_path), "2026-11", "house")
    assert told(tmp_path, "2026-10")["reports_right"] == ("1", "1")
    at("2026-12-13")
    done = pipeline.month_end(open_house(tmp_path), "2026-10")
    assert [one["subject"] for one in done["documents"]] == ["acme-care/2026-10/1", "house/2026-10/1"], done["text"]
    house = json.loads((tmp_path / "out/2026-10/house/result.json").read_text("utf-8"))
    (right,) = [one for one in house["attainment"] if one["id"] == "reports_right"]
    assert (right["numerator"], right["denominator"]) == ("0", "1")


def publication(day: int, net: str, *, status: str = "draft", errors: int | None = 0, **sums: str) -> Publication:
    exact = {name: Decimal(sums[name]) if name in sums else None for name in ("charges", "credits")}
    return Publication(datetime(2026, 11, day, tzinfo=UTC), status, Decimal(net), **exact, errors=errors, figures=net)


def entry(folder: Path, *told: Publication) -> Entry:
    return Entry(load(portfolio(folder)).contracts["acme-care"], "2026-10", None, told)


def rows(one: Entry) -> list[dict[str, str]]:
    return list(own_records._rows("partner_invoices", [one]))


def test_an_error_that_the_checks_found_before_the_issue_is_an_internal_one(tmp_path):
    blocked = publication(3, "90", status="blocked", errors=2)
    (found,) = rows(entry(tmp_path, blocked, publication(4, "100")))
    assert (found["issued"], found["net"], found["reviewed"], found["errors"]) == (
        "2026-11-04T00:00:00.000000+00:00", "100", "yes", "2",
    )  # fmt: skip


def test_a_blocked_invoice_is_not_issued_and_an_old_receipt_is_no_evidence(tmp_path):
    (found,) = rows(entry(tmp_path, publication(3, "90", status="blocked", errors=None)))
    assert (found["number"], found["issued"], found["net"], found["errors"]) == ("", "", "", "")


def test_a_correction_of_which_nobody_told_why_has_no_reason(tmp_path):
    _, found = rows(entry(tmp_path, publication(3, "90"), publication(4, "100", charges="110", credits="10")))
    assert (found["type"], found["net"], found["reason"]) == ("debit_note", "10", "")


def test_a_credit_that_grew_is_a_credit_note_and_no_error(tmp_path):
    first = publication(3, "100", charges="110", credits="10")
    _, found = rows(entry(tmp_path, first, publication(4, "95", charges="110", credits="15")))
    assert (found["type"], found["net"], found["reason"]) == ("credit_note", "5", "service_credit")


def test_records_are_no_contacts(tmp_path):
    text = small.PARTNER.replace('"{inbox}/acme/calls_*.csv"', "records")
    (small.build(tmp_path) / "partners/acme.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(
        FaultyTextError, match="our own records are a csv of deliverables or partner_invoices; found a csv"
    ):
        load(tmp_path)
