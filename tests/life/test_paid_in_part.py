"""Payments of an issued document: in part, late, early, beside a dispute; what is left, and what is sealed."""

import csv
import os
import shutil
from datetime import date, timedelta
from decimal import Decimal
from tempfile import TemporaryDirectory

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from vmo.cli import DONE, ERRORS, REFUSED, main
from vmo.desk import dispute, pay, resolve
from vmo.life import payments
from vmo.life.events import find, issued_as
from vmo.paying.documents import left_of
from vmo.pipeline.house import open_house
from vmo.records import RefusedError
from vmo.store import TrailRow

pytestmark = pytest.mark.slow

ID = "acme-care/2026-10/1"  # 40.93 EUR, issued on 2026-11-05, due on 2026-12-05
BY = ("--by", "the clerk")
SIGNED = (*BY, "--why", "bank 7")
TERMS = """\
  late_fee: {2026-01-01: {value: {reference_percent: {2026-01-01: 2.15}, margin_points: 8}, ref: "E 2"}}
  early_payment: {2026-01-01: {value: {percent: 2, within_days: 10}, ref: "E 3"}}
"""
INVOICE = """\
invoice:
  payment_days: {2025-01-01: {value: 60, ref: "E 1"}, 2026-01-01: {value: 30, ref: "E 1"}}
  tax: {2026-01-01: {value: {category: AE, rate: 0, reason: Reverse charge}, ref: "E 1"}}
"""


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    folder = small.build(tmp_path_factory.mktemp("issued") / "small")
    small.change(folder / "parties.yaml", "vat_id: DE000000000}", "vat_id: DE000000000, legal_id: HRB 0}")
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "currency: EUR", "currency: EUR\nissues: supplier")
    kept = path.read_text().partition("invoice:")[0]
    path.write_text(kept + INVOICE + TERMS)
    for words in (
        ["month", "--month", small.MONTH],
        ["approve", ID, *SIGNED],
        ["issue", ID, "--on", "2026-11-05", *SIGNED],
    ):
        assert main([words[0], str(folder), *words[1:]]) == DONE
    return folder


@pytest.fixture
def left(issued, tmp_path):
    """A copy of a portfolio whose document has left the house."""
    return shutil.copytree(issued, tmp_path / "left")


def standing(vmo, folder):
    return vmo("status", folder, "--json").json["documents"]


def test_a_part_is_paid_late_and_the_rest_later_and_each_bears_its_own_days(vmo, left):
    told = vmo("pay", left, ID, "--amount", "30", "--on", "2026-12-22", *SIGNED)
    # 30.00 x 10.15 % x 17/365 = 0.14
    paid = "30.00 EUR paid on 2026-12-22, recorded by the clerk: bank 7; late fee 0.14 EUR for 17 days (E 2): "
    paid += "30.00 × 17/365 days, 2026-12-06 to 2026-12-22, 10.15 % = 0.14 EUR"
    assert told.out.splitlines() == [
        f"{ID}: {paid}",
        "  its late fee is a line of acme-care/2026-12; next: vmo month --month 2026-12, when that has ended",
        "  10.93 EUR left, due on 2026-12-05: issued; next: vmo pay, or vmo dispute",
        f"  wrote {left / 'out/2026-12/payments.csv'}",
    ]
    assert standing(vmo, left)[1:] == [f"  {paid}", "  10.93 EUR left, due on 2026-12-05"]
    told = vmo("pay", left, ID, "--on", "2027-12-05", *SIGNED, "--json").json  # 10.93 x 10.15 % = 1.11
    assert {key: told[key] for key in ("amount", "left", "discount", "late_fee", "status")} == {
        "amount": "10.93",
        "left": "0.00",
        "discount": "0.00",
        "late_fee": "1.11",
        "status": "paid",
    }
    assert "found paid, expected issued or resolved to pay it" in vmo("pay", left, ID, "--amount", "1", *SIGNED).err
    assert vmo("verify", left).code == DONE


def test_what_settles_the_document_in_time_saves_the_discount_and_a_part_does_not(vmo, left):
    assert "discount" not in vmo("pay", left, ID, "--amount", "20", "--on", "2026-11-06", *SIGNED).out
    told = vmo("pay", left, ID, "--on", "2026-11-15", *SIGNED)  # 2 % of 40.93 = 0.82; 20.93 - 0.82 = 20.11
    assert f"{ID}: 20.11 EUR paid on 2026-11-15, recorded by the clerk: bank 7; discount 0.82 EUR (E 3)" in told.out
    assert "nothing is left: paid" in told.out


def booked(folder, month="2026-12"):
    """Account, debit and credit of each entry of a month's payments."""
    with (folder / f"out/{month}/payments.csv").open(encoding="utf-8", newline="") as file:
        return [(one["account"], one["debit"], one["credit"]) for one in csv.DictReader(file)]


def test_each_payment_is_booked_in_the_journal_of_its_month_under_its_own_id(vmo, left):
    vmo("pay", left, ID, "--amount", "20", "--on", "2026-11-06", *SIGNED)
    vmo("pay", left, ID, "--amount", "10", "--on", "2026-12-22", *SIGNED)
    told = vmo("pay", left, ID, "--amount", "1", "--on", "2026-12-30", *SIGNED, "--json").json
    assert booked(left, "2026-11") == [("receivable", "", "20.00"), ("bank", "20.00", "")]
    # 10.00 x 10.15 % x 17/365 = 0.05; 1.00 x 10.15 % x 25/365 = 0.01
    assert booked(left) == [
        ("receivable", "", "10.00"),
        ("bank", "10.00", ""),
        ("late_fee_income", "", "0.05"),
        ("late_fee_due", "0.05", ""),
        ("receivable", "", "1.00"),
        ("bank", "1.00", ""),
        ("late_fee_income", "", "0.01"),
        ("late_fee_due", "0.01", ""),
    ]
    path = left / "out/2026-12/payments.csv"
    assert told["files"] == [str(path)]
    assert f",{told['payment']},1,payment,2026-12-30,2026-12,receivable," in path.read_text()
    assert vmo("verify", left).code == DONE
    path.write_text(path.read_text().replace(",1.00,", ",9.00,"))
    assert "payments: 2026-12/payments.csv: found sha256" in vmo("verify", left).out
    path.unlink()
    assert "payments: 2026-12/payments.csv: the file is gone" in vmo("verify", left).out
    vmo("accrue", left, "--month", "2026-12")
    assert vmo("verify", left).code == DONE


def test_a_payment_without_an_account_is_recorded_and_told_and_booked_once_there_is_one(vmo, left):
    path = left / "portfolio.yaml"
    kept = path.read_text()
    path.write_text(kept + 'journal:\n  accounts: {receivable: "1200", discount_allowed: "3730"}\n')
    told = vmo("pay", left, ID, "--on", "2026-11-15", *SIGNED)
    assert told.code == DONE
    lacking = "40.11 EUR on 2026-11-15, is not booked: `journal` of portfolio.yaml has no bank under accounts; "
    lacking += 'expected an account of the ledger there, as bank: "1200", then vmo accrue --month 2026-11'
    assert lacking in told.out
    assert not (left / "out/2026-11/payments.csv").exists()
    path.write_text(kept + 'journal:\n  accounts: {receivable: "1200", discount_allowed: "3730", bank: "1800"}\n')
    assert "payments.csv" in vmo("accrue", left, "--month", "2026-11").out
    # owed where it was booked on issue, before there were accounts
    assert booked(left, "2026-11") == [("receivable", "", "40.93"), ("1800", "40.11", ""), ("3730", "0.82", "")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--amount", "40.94"), "found 40.94 EUR, expected more than nothing and at most 40.93: 40.93 of the document"),
        (("--amount", "-1"), "--amount -1: expected an amount of EUR with at most 2 places"),
        (("--on", "2026-11-04"), "found a payment on 2026-11-04, expected 2026-11-05 or later, the day of its issue"),
        (("--why", " "), "--by and --why must say who decides and the reason"),
    ],
)
def test_what_cannot_be_paid_is_refused_and_nothing_is_recorded(vmo, left, words, says):
    refused = vmo("pay", left, ID, *SIGNED, *(f"{words[0]}={words[1]}",))
    assert (refused.code, says in refused.err) == (REFUSED, True), refused.err
    assert len(standing(vmo, left)) == 1


def test_what_is_not_issued_is_not_paid(vmo, folder):
    vmo("month", folder, "--month", small.MONTH)
    assert "found checked, expected issued or resolved to pay it" in vmo("pay", folder, ID, *SIGNED).err


def test_a_payment_told_twice_is_refused(vmo, left):
    words = ("--amount", "5", "--on", "2026-11-20", *SIGNED)
    assert vmo("pay", left, ID, *words).code == DONE
    assert (
        "5.00 EUR on 2026-11-20 is recorded already; another payment says in --why" in vmo("pay", left, ID, *words).err
    )


def test_a_dispute_that_was_right_leaves_nothing_of_a_document_whose_rest_is_paid(vmo, left):
    assert vmo("dispute", left, ID, "--line", "voice", "--amount", "5.50", *SIGNED).code == DONE
    assert "35.43 EUR paid" in vmo("pay", left, ID, *SIGNED).out
    told = vmo("resolve", left, ID, "--accept", *SIGNED)
    assert "next: nothing" in told.out
    assert standing(vmo, left)[0].startswith(f"{ID}: paid")
    assert vmo("verify", left).code == DONE


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE payment SET amount = '41.00'", "found amount '41.00', expected '30.00' by entry"),
        ("UPDATE payment SET late_fee = '0.00'", "found late_fee '0.00', expected '0.14' by entry"),
        ("DELETE FROM payment", "gone from the store, expected by entry"),
        (
            "DELETE FROM trail WHERE verb IN ('remit', 'book')",
            "it stands in the store, and no entry of the chain says so",
        ),
    ],
)
def test_verify_finds_a_payment_that_was_changed_or_deleted_by_hand(vmo, left, statement, says):
    vmo("pay", left, ID, "--amount", "30", "--on", "2026-12-22", *SIGNED)
    with open_house(left).store.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount
    told = vmo("verify", left)
    assert (told.code, "payment-" in told.out, says in told.out) == (ERRORS, True, True)


def test_what_a_payment_leaves_is_disputed_within_the_days_of_the_contract(vmo, left):
    agreed = '  dispute_days: {2026-01-01: {value: 5, ref: "E 4"}}\n'
    small.change(left / "contracts/acme-care.yaml", "  late_fee:", f"{agreed}  late_fee:")

    def disputed(on, *words):
        return vmo("dispute", left, ID, "--line", "voice", "--on", on, *words, *SIGNED)

    assert disputed("2026-11-30", "--amount", "1").code == DONE  # before any payment there is no such day
    paid = vmo("pay", left, ID, "--amount", "20", "--on", "2026-12-01", *SIGNED)
    assert "  20.93 EUR left, 1.00 of it in dispute, due on 2026-12-05, to be disputed until 2026-12-06: " in paid.out
    assert "  20.93 EUR left, due on 2026-12-05, to be disputed until 2026-12-06" in standing(vmo, left)
    late = disputed("2026-12-07", "--amount", "2")
    told = (
        "found a dispute on 2026-12-07, expected 2026-12-06 or earlier: 20.00 EUR were paid on 2026-12-01 (5 days, E 4)"
    )
    assert (late.code, told in late.err) == (REFUSED, True), late.err
    assert disputed("2026-11-04", "--amount", "2").code == REFUSED  # it was issued on the 5th
    assert disputed("2026-12-06", "--amount", "2").code == DONE
    vmo("pay", left, ID, "--amount", "3", "--on", "2026-12-20", *SIGNED)
    assert disputed("2026-12-25", "--amount", "2").code == DONE  # each payment begins the days anew
    assert disputed("2026-12-26", "--amount", "2").code == REFUSED
    assert vmo("verify", left).code == DONE


acts = st.tuples(
    st.sampled_from(["pay", "pay all", "dispute", "accept", "reject"]),
    st.decimals("0.01", "25", places=2),
    st.integers(0, 20),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=2, max_size=8))
def test_never_more_is_paid_than_is_owed_and_it_is_paid_exactly_when_nothing_is_left(issued, told):
    with TemporaryDirectory() as place:
        house, on = open_house(shutil.copytree(issued, f"{place}/left")), date(2026, 11, 5)
        for n, (verb, amount, later) in enumerate(told):
            on += timedelta(later)
            said = {"by": "the clerk", "why": f"act {n}"}
            try:
                if verb == "dispute":
                    dispute.dispute(house, ID, amount=str(amount), **said)
                elif verb in ("accept", "reject"):
                    resolve.resolve(house, ID, accept=verb == "accept", **said)
                else:
                    pay.pay(house, ID, amount=None if verb == "pay all" else str(amount), on=str(on), **said)
            except RefusedError:
                pass
            with house.store.transaction() as session:
                row = find(session, ID)
                found = left_of(session, issued_as(session, row))
                paid = payments.of(session, ID)
                steps = list(session.scalars(select(TrailRow.verb).where(TrailRow.subject == ID)))
            assert sum((one.settles for one in paid), Decimal(0)) == Decimal("40.93") - found.accepted - found.left
            assert found.left >= found.open >= 0
            assert (row.status == "paid") == (found.left == 0) == ("pay" in steps)
        house.store.engine.dispose()


def test_a_credit_note_that_settled_a_dispute_is_not_paid_a_second_time(vmo, left):
    corrections = "  corrections: {2026-01-01: {value: {by: credit_and_rebill}, ref: E 4}}\n"
    small.change(left / "contracts/acme-care.yaml", "  late_fee:", f"{corrections}  late_fee:")
    assert vmo("dispute", left, ID, *SIGNED).code == DONE
    small.send(left, small.DAYS[0], small.lines(small.DAYS[0])[:-2], name="calls_late.csv")
    os.utime(left / "inbox/acme/calls_late.csv")
    vmo("month", left, "--month", small.MONTH)
    for words in (("correct", ID), ("approve", f"{ID[:-1]}2"), ("issue", f"{ID[:-1]}2", "--on", "2026-12-01")):
        told = vmo(words[0], left, *words[1:], *SIGNED)
        assert told.code == DONE, told.err
    _paid_out_it_settles_nothing(vmo, shutil.copytree(left, left.with_name("paid out")))
    assert "next: nothing" in vmo("resolve", left, ID, "--accept", *SIGNED).out  # all of the invoice was wrong
    named = ("resolve", left, ID, "--accept", *SIGNED, "--credit-note")
    assert f"{ID[:-1]}3: found an invoice, expected a credit note" in vmo(*named, f"{ID[:-1]}3").err
    settled = "40.93 EUR about the whole, accepted on "
    assert settled in vmo(*named, "acme-381-2026-00001").out  # told when it is there
    told = vmo("pay", left, "acme-381-2026-00001", *SIGNED)  # and all of the credit note went into that
    assert f"{ID[:-1]}2: nothing was left to pay, recorded as paid by the clerk: bank 7" in told.out
    assert (
        f"{ID[:-1]}3: 40.80 EUR paid on 2026-12-02"
        in vmo("pay", left, f"{ID[:-1]}3", "--on", "2026-12-02", *SIGNED).out
    )
    assert vmo("verify", left).code == DONE


def _paid_out_it_settles_nothing(vmo, folder):
    assert vmo("pay", folder, "acme-381-2026-00001", "--amount", "40", "--on", "2026-12-02", *SIGNED).code == DONE
    told = vmo("resolve", folder, ID, "--accept", "--credit-note", f"{ID[:-1]}2", *SIGNED)
    said = "40.00 EUR of it were paid, 0.93 are left; expected at least 40.93, which it settles"
    assert (told.code, said in told.err) == (REFUSED, True), told.err
    assert booked(folder) == [("receivable", "40.00", ""), ("bank", "", "40.00")]  # the invoice turned round
