"""A late fee leaves as a document of its own beside the invoice of the month in which it was paid, not subject to VAT."""

import csv
import json
import shutil
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
import small
from sqlalchemy import select, update

from vmo.cli import DONE, ERRORS, main
from vmo.formats.einvoice import invoice
from vmo.life import disputes
from vmo.life.payments import PaymentRow
from vmo.pipeline import late_fees
from vmo.pipeline.house import open_house
from vmo.proving.payment import fee_again
from vmo.records import Dispute
from vmo.store import TrailRow

pytestmark = pytest.mark.slow

OCTOBER, NOVEMBER = "acme-care/2026-10/1", "acme-care/2026-11"
OUT = "out/2026-11/acme-care"
SIGNED = ("--by", "the clerk", "--why", "bank 7")
INVOICE = """\
invoice:
  payment_days: {2026-01-01: {value: 10, ref: "E 1"}}
  tax: {2026-01-01: {value: {category: S, rate: 19}, ref: "E 1"}}
  late_fee: {2026-01-01: {value: {reference_percent: {2026-01-01: 2.15}, margin_points: 8}, ref: "E 2"}}
  corrections: {2026-01-01: {value: {by: net_adjust}, ref: "E 4"}}
"""


def run(folder, *words):
    assert main([words[0], str(folder), *words[1:]]) == DONE, words


@pytest.fixture(scope="module")
def paid_late(tmp_path_factory):
    """October, 48.71 EUR with tax, was due on 15 November; 30.00 of it were paid on the 29th. November has a day of calls."""
    folder = small.build(tmp_path_factory.mktemp("paid late") / "small")
    small.change(folder / "parties.yaml", "vat_id: DE000000000}", "vat_id: DE000000000, legal_id: HRB 0}")
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "currency: EUR", "currency: EUR\nissues: supplier")
    path.write_text(path.read_text().partition("invoice:")[0] + INVOICE)
    run(folder, "month", "--month", small.MONTH)
    run(folder, "approve", OCTOBER, *SIGNED)
    run(folder, "issue", OCTOBER, "--on", "2026-11-05", *SIGNED)
    run(folder, "pay", OCTOBER, "--amount", "30", "--on", "2026-11-29", *SIGNED)
    day = date(2026, 11, 10)
    small.send(folder, day, small.lines(day))
    run(folder, "month", "--month", "2026-11")
    return folder


def result(folder, version=""):
    return json.loads((folder / OUT / version / "result.json").read_text(), parse_float=str)


def booked(folder, version):
    with (folder / OUT / version / "journal.csv").open(encoding="utf-8", newline="") as file:
        return [(one["account"], one["debit"], one["credit"]) for one in csv.DictReader(file)]


def test_the_fee_is_a_line_of_its_own_document_that_names_the_payment_and_the_clause(paid_late):
    told, fee = result(paid_late), result(paid_late, "2")
    assert {line["id"] for line in told["lines"]} == {"voice"}
    (line,) = fee["lines"]
    # 30.00 x 10.15 % x 14/365 = 0.1168
    assert (line["amount"], line["clause"], line["id"].partition("-")[0]) == ("0.12", "E 2", "late_fee.payment")
    working = "30.00 × 14/365 days, 2026-11-16 to 2026-11-29, 10.15 % = 0.12 EUR"
    assert line["text"] == f"Late fee on acme-380-2026-00001, 14 days late: {working}"
    assert (fee["totals"]["net"], fee["totals"]["tax"], fee["totals"]["gross"]) == ("0.12", "0.00", "0.12")
    # it is no part of what is at risk: 10 % of the 22.56 of the calls
    assert told["totals"]["at_risk"] == "2.25"


def test_it_is_explained_by_its_payment(vmo, paid_late):
    told = vmo("explain", paid_late, f"{NOVEMBER}/2", "late_fee").out
    assert "payment-" in told
    assert "of acme-380-2026-00001: 30.00 EUR paid on 2026-11-29, recorded by the clerk: bank 7" in told
    assert "10.15 % = 0.12 EUR (E 2)" in told


class GivenUpError(Exception):
    """What is tried in a transaction is not kept."""


@pytest.fixture
def house(paid_late):
    return open_house(paid_late)


@pytest.fixture
def tried(house):
    """A transaction of the store that keeps nothing."""
    with suppress(GivenUpError), house.store.transaction() as session:
        yield session
        raise GivenUpError


def by_the_clause(house, session):
    """The second calculation of November's fees."""
    contract = house.portfolio.contracts["acme-care"]
    told = late_fees.paid(session, contract, date(2026, 11, 1), date(2026, 11, 30))
    return [str(fee_again(contract, one, 2)) for one in told.values()]


def test_the_second_calculation_takes_the_fee_from_the_clause_and_the_days_not_from_the_record(house, tried):
    assert by_the_clause(house, tried) == ["0.12"]
    tried.execute(update(PaymentRow).values(late_fee="0.13"))
    assert by_the_clause(house, tried) == ["0.12"]
    tried.execute(update(PaymentRow).values(amount="40"))  # 40.00 x 10.15 % x 14/365 = 0.1557
    assert by_the_clause(house, tried) == ["0.16"]


def test_a_month_whose_fee_was_recorded_otherwise_is_blocked_with_both(paid_late, tmp_path, capsys):
    folder = tmp_path / "again"
    shutil.copytree(paid_late, folder)
    with open_house(folder).store.transaction() as session:
        session.execute(update(PaymentRow).values(late_fee="0.13"))
    assert main(["month", str(folder), "--month", "2026-11"]) == ERRORS
    assert "amount: the second calculation differs: found 0.13, expected 0.12" in capsys.readouterr().out


def test_a_dispute_that_is_recorded_after_the_payment_changes_nothing_of_its_fee(house, tried):
    one = Dispute("dispute-1", OCTOBER, "", "", "?", Decimal(40), "EUR", date(2026, 11, 16), "the clerk")
    disputes.raised(tried, one)
    assert by_the_clause(house, tried) == ["0.12"]
    # had it been there first, 8.71 accrued: 8.71 x 10.15 % x 14/365 = 0.0339
    before = tried.scalars(select(TrailRow).where(TrailRow.subject == one.id)).one()
    before.ordinal = -1
    assert by_the_clause(house, tried) == ["0.03"]


def test_both_leave_together_and_a_payment_told_later_is_corrected_by_a_document_of_its_side(vmo, paid_late):
    run(paid_late, "approve", f"{NOVEMBER}/1", *SIGNED)
    run(paid_late, "issue", f"{NOVEMBER}/1", "--on", "2026-12-03", *SIGNED)
    content = (paid_late / "out/documents/acme-380-2026-00003/invoice.xml").read_bytes()
    left = invoice(content, "invoice.xml").told
    assert ([one.vat.code for one in left.breakdown], str(left.net)) == (["O"], "0.12")
    assert booked(paid_late, "2") == [("late_fee_due", "", "0.12"), ("receivable", "0.12", "")]
    # 18.71 x 10.15 % x 15/365 = 0.0780
    told = vmo("pay", paid_late, OCTOBER, "--on", "2026-11-30", *SIGNED).out
    assert f"its late fee is of {NOVEMBER}, which is issued; next: vmo correct {NOVEMBER}\n" in told
    assert "correction due" in vmo("month", paid_late, "--month", "2026-11").out
    run(paid_late, "correct", f"{NOVEMBER}/1", "--on", "2026-12-05", *SIGNED)
    more = result(paid_late, "3")
    assert [(line["amount"], line["id"].partition("-")[0]) for line in more["lines"]] == [("0.08", "late_fee.payment")]
    assert booked(paid_late, "3") == [("late_fee_due", "", "0.08"), ("receivable", "0.08", "")]
    assert vmo("explain", paid_late, f"{NOVEMBER}/3").code == DONE
    assert vmo("verify", paid_late).code == DONE
    # a fee paid late bears none itself
    run(paid_late, "approve", f"{NOVEMBER}/3", *SIGNED)
    run(paid_late, "issue", f"{NOVEMBER}/3", "--on", "2026-12-06", *SIGNED)
    for version, amount in (("2", "0.12"), ("3", "0.08")):
        told = vmo("pay", paid_late, f"{NOVEMBER}/{version}", "--on", "2036-12-03", *SIGNED).out
        assert f"{NOVEMBER}/{version}: {amount} EUR paid on 2036-12-03" in told
        assert ("late fee" in told, "nothing is left: paid" in told) == (False, True)
