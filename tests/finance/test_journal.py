"""The journal of any document balances in every currency, is the document to the minor unit, and turns for a credit note."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from documents_drawn import RATES, bonus, credit, document, documents, line
from hypothesis import given, settings
from hypothesis import strategies as st

from vmo.borne import borne
from vmo.checks import accruals_tie, journal_ties, statements_tie
from vmo.documents import journal as written
from vmo.journal import accrued, booked, run_of, taken_back
from vmo.records import Booking, Exchange, Tax, Totals, VatCategory

D = Decimal
ZERO = D(0)


def rendered(journal):
    return {"journal.csv": written.text([journal])}


def sums(journal, of="entries"):
    """Debits and credits as entered and at home."""
    names = ("debit", "credit", "home_debit", "home_credit")
    return [sum((getattr(one, name) or ZERO for one in getattr(journal, of)), ZERO) for name in names]


def balances(journal):
    """Debits less credits by role."""
    found = defaultdict(Decimal)
    for one in journal.entries:
        found[one.role] += (one.debit or ZERO) - (one.credit or ZERO)
    return {role: amount for role, amount in found.items() if amount}


@settings(max_examples=300, deadline=None)
@given(documents())
def test_debits_are_credits_in_every_currency_and_each_amount_of_the_document_is_booked(one):
    journal = booked(one)
    debits, credits_, home_debits, home_credits = sums(journal)
    assert debits == credits_
    assert home_debits == home_credits
    assert list(journal_ties.check(one, rendered=rendered(journal))) == []
    assert all((entry.debit or ZERO) >= 0 <= (entry.credit or ZERO) for entry in journal.entries)
    assert not [entry for entry in journal.entries if entry.debit and entry.credit]


@settings(max_examples=100, deadline=None)
@given(documents())
def test_a_credit_note_is_the_invoice_turned_round(one):
    invoice, note = booked(replace(one, kind="invoice")), booked(replace(one, kind="credit_note"))
    turned = [(entry.role, entry.account, entry.unit, entry.credit, entry.debit) for entry in invoice.entries]
    same = [(entry.role, entry.account, entry.unit, entry.debit, entry.credit) for entry in note.entries]
    assert [entry for entry in same if entry[0] != "rounding"] == [entry for entry in turned if entry[0] != "rounding"]


@settings(max_examples=100, deadline=None)
@given(documents())
def test_what_we_buy_is_borne_by_the_units_of_the_chargeback(one):
    one = replace(one, type="self_billed", kind="invoice")
    own = defaultdict(Decimal)
    for entry in booked(one).entries:
        if entry.role in ("expense", "pass_through", "damages_income", "late_fee_owed"):
            own[entry.unit] += (entry.debit or ZERO) - (entry.credit or ZERO)
    for unit in one.chargeback:
        assert own[unit.unit] == unit.net
    assert sum(own.values(), ZERO) == one.totals.net


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_a_slip_in_any_amount_of_the_file_is_found(one, data):
    journal = booked(one)
    own = [n for n, entry in enumerate(journal.entries) if entry.debit or entry.credit]
    if not own:
        return
    nth = data.draw(st.sampled_from(own))
    entry = journal.entries[nth]
    side = "debit" if entry.debit else "credit"
    slipped = replace(entry, **{side: getattr(entry, side) + 1})
    faulty = replace(journal, entries=(*journal.entries[:nth], slipped, *journal.entries[nth + 1 :]))
    assert list(journal_ties.check(one, rendered=rendered(faulty)))


@settings(max_examples=100, deadline=None)
@given(documents())
def test_an_accrual_and_its_reversal_leave_nothing(one):
    accrual = accrued(one, date(2026, 10, 31))
    back = taken_back(accrual)
    debits, credits_, home_debits, home_credits = sums(accrual)
    assert (debits, home_debits) == (credits_, home_credits)
    left = defaultdict(Decimal)
    for entry in (*accrual.entries, *back.entries):
        left[entry.account, entry.unit] += (entry.debit or ZERO) - (entry.credit or ZERO)
        left["home", entry.account] += (entry.home_debit or ZERO) - (entry.home_credit or ZERO)
    assert not any(left.values())
    assert not [entry for entry in accrual.entries if "tax" in entry.role]
    assert (back.accounting_date, back.period, accrual.reverses_on) == (date(2026, 11, 1), "2026-11", date(2026, 11, 1))


def accrued_files(one):
    accrual = accrued(one, date(2026, 10, 31))
    files = {"accrual.csv": [accrual], "accrual-reversal.csv": [taken_back(accrual)]}
    return {name: written.text(journals) for name, journals in files.items()}


@settings(max_examples=100, deadline=None)
@given(documents())
def test_what_is_written_of_an_accrual_ties_to_its_document(one):
    assert list(accruals_tie.check(one, accrued=accrued_files(one), accrued_of=[one.id])) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("accrual.csv", ",85000.00,", ",58000.00,", "the accrual does not balance in EUR"),
        (
            "accrual.csv",
            ",85000.00,",
            ",58000.00,",
            "another amount of voice is accrued: found 58000.00, expected 85000.00",
        ),
        (
            "accrual.csv",
            ",3412.37,",
            ",3412.38,",
            "another amount of telecom is accrued: found 3412.38, expected 3412.37",
        ),
        ("accrual-reversal.csv", ",85000.00,", ",58000.00,", "found credit 58000.00 in entry 1, expected 85000.00"),
        (
            "accrual-reversal.csv",
            "2026-11-01",
            "2026-11-02",
            "found accounting_date 2026-11-02 in entry 1, expected 2026-11-01",
        ),
        ("accrual-reversal.csv", ",EUR,", ",USD,", "found currency USD in entry 1, expected EUR"),
    ],
)
def test_an_accrual_that_is_not_its_document_or_not_taken_back_is_told(file, old, new, said):
    one = small()
    files = accrued_files(one)
    files[file] = files[file].replace(old.encode(), new.encode())
    assert said in " ".join(str(found) for found in accruals_tie.check(one, accrued=files, accrued_of=[one.id]))


def test_an_accrual_without_its_reversal_is_told():
    one = small()
    files = {**accrued_files(one), "accrual-reversal.csv": b""}
    (told,) = accruals_tie.check(one, accrued=files, accrued_of=[one.id])
    assert (told.found, told.expected) == ("0 entries", "5")


def test_a_journal_that_belongs_to_no_document_is_told_once_in_each_file():
    one, other = small(), replace(small(), contract="acme-mail")
    files = {
        name: content + b"\n".join(accrued_files(other)[name].split(b"\n")[1:])
        for name, content in accrued_files(one).items()
    }
    told = [each for ids in (one, other) for each in accruals_tie.check(ids, accrued=files, accrued_of=[one.id])]
    assert [(each.what, each.found) for each in told] == [
        ("a journal in accrual.csv belongs to no document that is accrued", "accrual/acme-mail/2026-10/1"),
        (
            "a journal in accrual-reversal.csv belongs to no document that is accrued",
            "accrual/acme-mail/2026-10/1/reversal",
        ),
    ]
    assert not [
        each for each in (one, other) for _ in accruals_tie.check(each, accrued=files, accrued_of=[one.id, other.id])
    ]


@settings(max_examples=200, deadline=None)
@given(documents(), st.lists(st.integers(-9_999, 9_999), min_size=1, max_size=4))
def test_amounts_that_were_not_charged_back_as_they_are_still_add_up_both_ways(one, others):
    lines = [line(f"correction.{n}", D(amount)) for n, amount in enumerate(others)]
    weights = [n + 1 for n, _ in enumerate(one.chargeback)]
    told = document(one.currency, lines, [], [], [], [unit.unit for unit in one.chargeback], weights, type="shadow")
    corrected = replace(told, borne=one.borne)  # as a correction made of the month that it corrects
    corrected = replace(corrected, borne=borne(corrected))
    assert list(statements_tie.check(corrected)) == []
    assert list(journal_ties.check(corrected, rendered=rendered(booked(corrected)))) == []


def small(**told):
    lines = [line("voice", D("85000.00")), line("telecom", D("3412.37"))]
    taxes = [Tax("S", D(19), D("84312.37"), D("16019.35"), "F 1")]
    whole = {"type": "self_billed", "booking": Booking(passed_through=("telecom",)), **told}
    return document("EUR", lines, [credit("sl", D("5100.00"))], [bonus("aht", D("1000.00"))], taxes, (), (), **whole)


def test_where_we_buy_expense_is_reduced_by_credits_and_what_is_passed_on_stands_apart():
    assert balances(booked(small())) == {
        "expense": D("80900.00"),  # 85,000.00 - 5,100.00 + 1,000.00
        "pass_through": D("3412.37"),
        "input_tax": D("16019.35"),
        "payable": D("-100331.72"),
    }


def test_where_we_sell_the_same_is_revenue_and_what_is_owed_to_us():
    assert balances(booked(small(type="supplier"))) == {
        "revenue": D("-80900.00"),
        "pass_through_revenue": D("-3412.37"),
        "output_tax": D("-16019.35"),
        "receivable": D("100331.72"),
    }


def test_damages_are_income_of_their_own():
    found = balances(booked(small(booking=Booking(passed_through=("telecom",), damages=True))))
    assert (found["expense"], found["damages_income"]) == (D("86000.00"), D("-5100.00"))


def test_a_buyer_under_reverse_charge_owes_and_deducts_the_tax():
    # 1,000.00 x 19 % = 190.00 on both sides; what is paid is the net
    lines, taxes = [line("voice", D("1000.00"))], [Tax("AE", D(0), D("1000.00"), D("0.00"), "F 1")]
    one = document("EUR", lines, [], [], taxes, (), (), type="self_billed", booking=Booking(self_assessed=D(19)))
    assert balances(booked(one)) == {
        "expense": D("1000.00"),
        "reverse_charge_input": D("190.00"),
        "reverse_charge_output": D("-190.00"),
        "payable": D("-1000.00"),
    }
    sold = balances(booked(replace(one, type="supplier")))
    assert sold == {"revenue": D("-1000.00"), "receivable": D("1000.00")}


def test_a_credit_reduces_the_accounts_that_the_price_was_booked_on():
    lines = [line("voice", D("200.00")), line("mails", D("100.00"))]
    booking = Booking(charges=(("voice", "6301"), ("mails", "6302")))
    one = document("EUR", lines, [credit("sl", D("10.00"))], [], [], (), (), type="shadow", booking=booking)
    own = [(entry.account, entry.credit) for entry in booked(one).entries if entry.reference == "credit:sl"]
    assert own == [("6301", D("6.67")), ("6302", D("3.33"))]


def test_an_amount_in_another_currency_stands_at_the_rate_of_its_day_with_the_difference_that_rounding_leaves():
    # at 1.0911 EUR... per home: 33.33 / 1.0911 = 30.547154 -> 30.55, three times 91.65; 99.99 / 1.0911 = 91.641463 -> 91.64
    lines = [line(f"voice.{n}", D("33.33")) for n in (1, 2, 3)]
    booking = Booking(home="CHF", exchange=Exchange("spot", True, RATES))
    told = {"type": "self_billed", "issued_on": date(2026, 11, 5), "number": "n", "booking": booking}
    journal = booked(document("EUR", lines, [], [], [], (), (), **told))
    assert (journal.rate, journal.rate_date) == (D("1.0911"), date(2026, 11, 4))
    assert [(one.role, one.home_debit, one.home_credit) for one in journal.entries[-2:]] == [
        ("payable", None, D("91.64")),
        ("rounding", None, D("0.01")),
    ]


def test_without_a_rate_of_the_week_nothing_is_accounted_at_home_and_what_is_issued_is_stopped():
    booking = Booking(home="CHF", exchange=Exchange("spot", True, RATES))
    one = replace(small(booking=booking), issued_on=date(2026, 12, 24), status="issued")
    journal = booked(one)
    assert sums(journal)[2:] == [ZERO, ZERO]
    (found,) = journal_ties.check(one, rendered=rendered(journal))
    assert (found.severity, "no rate of EUR on its day or the week before" in found.what) == ("error", True)
    (found,) = journal_ties.check(replace(one, status="draft"), rendered=rendered(journal))
    assert found.severity == "warning"


def test_the_run_is_the_same_before_and_after_the_issue_and_another_one_for_other_figures():
    one = small()
    issued = replace(one, number="acme-389-2026-00001", issued_on=date(2026, 11, 5), status="issued")
    assert run_of(one) == run_of(issued)
    assert run_of(one) != run_of(replace(one, lines=(line("voice", D("85000.01")), *one.lines[1:])))


@pytest.mark.parametrize(("status", "day"), [("draft", date(2026, 10, 31)), ("issued", date(2026, 11, 5))])
def test_a_draft_is_dated_by_its_month_and_what_is_issued_by_its_day(status, day):
    one = replace(small(), status=status, issued_on=day if status == "issued" else None)
    assert (booked(one).accounting_date, booked(one).period) == (day, f"{day:%Y-%m}")


def test_damages_that_stand_as_a_line_are_damages_there_as_well():
    lines = [line("credit.sl", D("5100.00"), "credit")]  # a credit note of damages alone
    one = document(
        "EUR", lines, [], [], [], (), (), type="self_billed", kind="credit_note", booking=Booking(damages=True)
    )
    assert balances(booked(one)) == {"damages_income": D("-5100.00"), "payable": D("5100.00")}


@pytest.mark.parametrize(
    ("name", "model", "category", "role"),
    [
        ("earn_back.sl.2026-03", "earn_back", "O", "damages_income"),
        ("earn_back.sl.2026-03", "earn_back", "S", "expense"),  # a reduction of the price, when it was credited
        ("credit.sl", "correction", "O", "damages_income"),
        ("voice", "correction", "S", "expense"),
    ],
)
def test_what_gives_damages_back_or_corrects_them_is_booked_as_they_were(name, model, category, role):
    told = replace(line(name, D("51.00"), model), vat=VatCategory(category, None if category == "O" else D(19)))
    one = document("EUR", [told], [], [], [], (), (), type="self_billed", booking=Booking(damages=True))
    assert balances(booked(one)) == {role: D("51.00"), "payable": D("-51.00")}


@pytest.mark.parametrize(("at_home", "told"), [(("0.00", ""), 0), (("", ""), 1)])
def test_amounts_of_nothing_are_not_taken_for_a_rate_that_is_missing(at_home, told):
    columns = ("journal", "account", "currency", "debit", "credit", "reference", "home_debit", "home_credit")
    booking = Booking(
        columns=tuple((name, name) for name in columns), home="EUR", exchange=Exchange("spot", per_home=False, rates=())
    )
    totals = Totals(*[ZERO] * 7)
    line = SimpleNamespace(id="voice", amount=ZERO)
    document = SimpleNamespace(
        id="x/2026-10/1", type="shadow", kind="invoice", status="draft", currency="KWD", lines=[line], credits=[], bonuses=[],
        taxes=[], totals=totals, booking=booking,
    )  # fmt: skip
    entries = [("6300", "0.000", "", "voice", *at_home), ("1600", "", "0.000", "document:gross", *reversed(at_home))]
    rows = [
        f"n,{account},KWD,{debit},{credit},{of},{home},{other}" for account, debit, credit, of, home, other in entries
    ]
    found = list(
        journal_ties.check(document, rendered={"journal.csv": "\n".join([",".join(columns), *rows, ""]).encode()})
    )
    assert len(found) == told, found
