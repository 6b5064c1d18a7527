"""The journal of a payment balances in every currency, is the payment to the minor unit, and leaves nothing of what is paid."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import small as small_portfolio
from documents_drawn import credit, document, documents, line
from hypothesis import given, settings
from hypothesis import strategies as st

from vmo.checks import payments_tie
from vmo.documents import journal as written
from vmo.journal import booked
from vmo.journal_text import booking
from vmo.paying.remittance import remittance
from vmo.records import Booking, Exchange, Payment, Tax
from vmo.terms import read_contract

D = Decimal
ZERO = D(0)
ISSUED = date(2026, 11, 5)


def payment(amount, n=0, *, of="x", discount=ZERO, fee=ZERO, on=date(2026, 12, 4)):
    return Payment(f"payment-{n}", of, amount, "EUR", on, "the clerk", "bank 7", discount, "E 3", 3, fee, "E 2", "w")


def left(entry, of=""):
    return (getattr(entry, f"{of}debit") or ZERO) - (getattr(entry, f"{of}credit") or ZERO)


def by_role(*journals, of=""):
    found = defaultdict(Decimal)
    for one in journals:
        for entry in one.entries:
            found[entry.role] += left(entry, of)
    return {role: amount for role, amount in found.items() if amount}


def rendered(journals):
    return {"payments.csv": written.text(journals)}


@st.composite
def paid_in_parts(draw):
    """An issued document with its journal, and the payments that settle it, the last with a discount."""
    one = draw(documents().filter(lambda told: told.totals.gross > 0))
    as_told = replace(one.booking, discount_reduces_tax=draw(st.booleans()))
    one = replace(one, number="acme-389-2026-00001", issued_on=ISSUED, status="issued", booking=as_told)
    one = replace(one, journal=booked(one))
    unit = D(1).scaleb(one.totals.gross.as_tuple().exponent)
    whole = int(one.totals.gross / unit)
    cuts = sorted({0, whole, *draw(st.lists(st.integers(0, whole), max_size=3))})
    parts = [(after - before) * unit for before, after in pairwise(cuts)]
    saved = draw(st.integers(0, int(parts[-1] / unit))) * unit
    fees = [draw(st.integers(0, 500)) * unit for _ in parts]
    days = [ISSUED + timedelta(draw(st.integers(0, 3))) for _ in parts]
    paid = [payment(part, n, fee=fee, on=on) for n, (part, fee, on) in enumerate(zip(parts, fees, days, strict=True))]
    return one, [*paid[:-1], replace(paid[-1], amount=paid[-1].amount - saved, discount=saved)]


def journals_of(one, paid):
    return [remittance(one, each, paid[:n], one.booking) for n, each in enumerate(paid)]


@settings(max_examples=300, deadline=None)
@given(paid_in_parts())
def test_every_payment_balances_and_all_of_them_leave_nothing_of_the_document(told):
    one, paid = told
    journals = journals_of(one, paid)
    for of in ("", "home_"):
        assert all(sum((left(entry, of) for entry in journal.entries), ZERO) == 0 for journal in journals)
        whole = "receivable" if one.type == "supplier" else "payable"
        assert by_role(one.journal, *journals, of=of).get(whole, ZERO) == 0
    assert all((e.debit or ZERO) >= 0 <= (e.credit or ZERO) for journal in journals for e in journal.entries)
    assert list(payments_tie.check(one, paid=rendered(journals), payments=paid)) == []


@settings(max_examples=100, deadline=None)
@given(paid_in_parts(), st.data())
def test_a_slip_in_any_amount_of_the_file_is_found(told, data):
    one, paid = told
    journals = journals_of(one, paid)
    nth = data.draw(st.integers(0, len(journals) - 1))
    at = data.draw(st.integers(0, len(journals[nth].entries) - 1))
    entry = journals[nth].entries[at]
    if not (entry.debit or entry.credit):
        return
    side = "debit" if entry.debit else "credit"
    slipped = replace(entry, **{side: getattr(entry, side) + 1})
    entries = (*journals[nth].entries[:at], slipped, *journals[nth].entries[at + 1 :])
    journals[nth] = replace(journals[nth], entries=entries)
    assert list(payments_tie.check(one, paid=rendered(journals), payments=paid))


def small(**told):
    """1,000.00 EUR as booked on 5 November."""
    whole = {"type": "self_billed", "number": "n-1", "issued_on": ISSUED, **told}
    one = document("EUR", [line("voice", D("1000.00"))], [], [], [], (), (), **whole)
    return replace(one, journal=booked(one))


def test_where_we_buy_what_is_owed_is_settled_by_the_bank_and_the_discount_and_a_fee_is_owed_beside_it():
    one = small()
    told = payment(D("980.00"), discount=D("20.00"), fee=D("3.14"))
    assert by_role(remittance(one, told, [], one.booking)) == {
        "payable": D("1000.00"),
        "bank": D("-980.00"),
        "discount_received": D("-20.00"),
        "late_fee_cost": D("3.14"),
        "late_fee_owed": D("-3.14"),
    }


def test_where_we_sell_and_of_a_credit_note_everything_is_turned_round():
    told = payment(D("980.00"), discount=D("20.00"), fee=D("3.14"))
    sold = small(type="supplier")
    assert by_role(remittance(sold, told, [], sold.booking)) == {
        "receivable": D("-1000.00"),
        "bank": D("980.00"),
        "discount_allowed": D("20.00"),
        "late_fee_income": D("-3.14"),
        "late_fee_due": D("3.14"),
    }
    note = small(kind="credit_note")
    assert by_role(remittance(note, payment(D("1000.00")), [], note.booking)) == {
        "payable": D("-1000.00"),
        "bank": D("1000.00"),
    }


def test_a_discount_takes_its_part_of_each_tax_back_where_the_contract_says_so():
    # 1,190.00 + 500.00 less 33.80: 23.80 and 10.00 by what each came to; 23.80 x 19/119 = 3.80
    lines = [
        line("voice", D("1000.00")),
        line("telecom", D("500.00")),
        line("late_fee.payment-1", D("9.00"), "late_fee"),
    ]
    taxes = [
        Tax("S", D(19), D("1000.00"), D("190.00"), "F 1"),
        Tax("E", D(0), D("500.00"), ZERO, "F 1"),
        Tax("O", D(0), D("9.00"), ZERO, "F 1"),
    ]
    told = {"number": "n-1", "issued_on": ISSUED, "booking": Booking(discount_reduces_tax=True)}
    one = document("EUR", lines, [], [], taxes, (), (), type="self_billed", **told)
    paid = payment(D("1665.20"), discount=D("33.80"))
    found = remittance(one, paid, [], one.booking)
    assert by_role(found) == {
        "payable": D("1699.00"),
        "bank": D("-1665.20"),
        "discount_received": D("-30.00"),
        "input_tax": D("-3.80"),
    }
    assert list(payments_tie.check(one, paid=rendered([found]), payments=[paid])) == []
    kept = remittance(one, paid, [], Booking())
    told = payments_tie.check(one, paid=rendered([kept]), payments=[paid])
    assert "another discount: found -33.80, expected -30.00" in " ".join(map(str, told))


@pytest.mark.parametrize(("month", "reduces"), [("2026-06", False), ("2026-07", True)])
def test_the_contract_says_from_when_a_discount_reduces_the_tax(tmp_path, month, reduces):
    tax = "{category: S, rate: 19%s}, ref: E"
    terms = f"{{2026-01-01: {{value: {tax % ''}}}, 2026-07-01: {{value: {tax % ', early_payment: reduced'}}}}}"
    path = tmp_path / "acme-care.yaml"
    path.write_text(f"{small_portfolio.CONTRACT.partition('invoice:')[0]}invoice: {{tax: {terms}}}\n")
    contract = read_contract(path)
    assert booking(None, contract, "EUR", {}, contract.month(month)[0]).discount_reduces_tax is reduces


def test_under_reverse_charge_a_discount_reduces_what_the_buyer_owes_and_deducts():
    # 20.00 x 19 % = 3.80
    taxes = [Tax("AE", D(0), D("1000.00"), ZERO, "F 1")]
    booking = Booking(self_assessed=D(19), discount_reduces_tax=True)
    told = {"type": "self_billed", "number": "n-1", "issued_on": ISSUED, "booking": booking}
    one = document("EUR", [line("voice", D("1000.00"))], [], [], taxes, (), (), **told)
    paid = payment(D("980.00"), discount=D("20.00"))
    found = remittance(one, paid, [], booking)
    assert by_role(found) == {
        "payable": D("1000.00"),
        "bank": D("-980.00"),
        "discount_received": D("-20.00"),
        "reverse_charge_input": D("-3.80"),
        "reverse_charge_output": D("3.80"),
    }
    assert list(payments_tie.check(one, paid=rendered([found]), payments=[paid])) == []


def test_what_is_settled_leaves_the_account_that_the_document_was_booked_on_whatever_the_portfolio_says_today():
    one = small(booking=Booking(accounts=(("payable", "1600"),)))
    today = Booking(accounts=(("payable", "1610"), ("bank", "1200")))
    entries = remittance(one, payment(D("1000.00")), [], today).entries
    assert [(entry.role, entry.account) for entry in entries] == [("payable", "1600"), ("bank", "1200")]


def test_the_exchange_between_the_document_and_its_payment_is_booked_on_an_account_of_its_own():
    rates = (("2026-11-05", D("1.10")), ("2026-12-04", D("1.15")))
    booking = Booking(home="USD", exchange=Exchange("spot", per_home=False, rates=rates))
    one = small(booking=booking)
    parts = [payment(D("333.33"), 0), payment(D("666.67"), 1, fee=D("10.00"))]
    first, second = journals_of(one, parts)
    # owed at 1.10: 366.66 and the rest of 1,100.00; the bank at 1.15: 383.33 and 766.67
    assert by_role(first, of="home_") == {
        "payable": D("366.66"),
        "bank": D("-383.33"),
        "exchange_difference": D("16.67"),
    }
    assert by_role(second, of="home_") == {
        "payable": D("733.34"),
        "bank": D("-766.67"),
        "late_fee_cost": D("11.50"),
        "late_fee_owed": D("-11.50"),
        "exchange_difference": D("33.33"),
    }
    assert by_role(one.journal, first, second, of="home_").get("payable", ZERO) == 0


def test_a_late_fee_on_a_document_is_owed_since_its_payment_and_no_cost_again():
    late = line("late_fee.payment-1", D("3.14"), "late_fee")
    told = {"booking": Booking(charges=(("voice", "6301"),)), "type": "self_billed"}
    one = document("EUR", [line("voice", D("100.00")), late], [credit("sl", D("10.00"))], [], [], (), (), **told)
    assert by_role(booked(one)) == {"expense": D("90.00"), "late_fee_owed": D("3.14"), "payable": D("-93.14")}
    assert {entry.account for entry in booked(one).entries if entry.role == "expense"} == {
        "6301"
    }  # none of the credit elsewhere
    assert by_role(booked(replace(one, type="supplier")))["late_fee_due"] == D("-3.14")
    more = replace(late, model="correction")
    assert by_role(booked(replace(one, lines=(more,), credits=())))["late_fee_owed"] == D("3.14")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",980.00,", ",908.00,", "payment-0 does not balance in EUR"),
        (",980.00,", ",908.00,", "payment-0 books another payment: found -908.00, expected -980.00"),
        (",discount,", ",discuont,", "payment-0 books another discount: found 0, expected -20.00"),
    ],
)
def test_what_is_booked_otherwise_than_it_was_recorded_is_told(old, new, said):
    one, told = small(), payment(D("980.00"), discount=D("20.00"))
    files = rendered(journals_of(one, [told]))
    files["payments.csv"] = files["payments.csv"].replace(old.encode(), new.encode())
    assert said in " ".join(str(found) for found in payments_tie.check(one, paid=files, payments=[told]))
