"""What one payment settles, what it costs to be late and what it saves to be early; both calculations agree."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmo.proving import payment as proving
from vmo.records import Dispute, RefusedError
from vmo.settlement.payment import Act, Agreed, Payable, balance, received

D = Decimal
ISSUED, DUE = date(2026, 3, 1), date(2026, 3, 31)
LATE = Agreed({"reference_percent": {date(2026, 1, 1): D("2.15")}, "margin_points": 8}, "§ 11")
EARLY = Agreed({"percent": 2, "within_days": 10}, "§ 12")
OWED = Payable("a/2026-02/1", "EUR", D("120000.00"), D("120000.00"), ISSUED, DUE, LATE, EARLY)


def pays(amount, on, *, of=OWED, disputes=(), payments=()):
    return received(of, disputes, payments, Act(None if amount is None else D(amount), on, "clerk", "bank"))


def disputed(amount, raised_on, *, resolution="", resolved_on=None):
    told = {"resolution": resolution, "resolved_on": resolved_on}
    return Dispute(f"d{raised_on}", OWED.id, "", "", "?", D(amount), "EUR", raised_on, "clerk", **told)


def test_seventeen_days_late_cost_what_domain_md_says_and_tell_clause_and_days():
    one = pays(None, date(2026, 4, 17))  # 120,000 x 10.15 % x 17/365 = 567.29
    assert (one.amount, one.late_fee, one.late_fee_clause, one.days_late) == (D(120000), D("567.29"), "§ 11", 17)
    assert one.working == "120000.00 × 17/365 days, 2026-04-01 to 2026-04-17, 10.15 % = 567.29 EUR"


def test_two_percent_are_taken_off_the_payment_that_settles_within_ten_days():
    owed = replace(OWED, net=D("116964.62"), gross=D("116964.62"))
    one = pays(None, date(2026, 3, 11), of=owed)  # 116,964.62 x 2 % = 2,339.29
    assert (one.discount, one.amount, one.discount_clause) == (D("2339.29"), D("114625.33"), "§ 12")
    assert balance(owed, [], [one]).left == 0
    assert pays(None, date(2026, 3, 12), of=owed).discount == 0
    assert pays("50000.00", date(2026, 3, 11), of=owed).discount == 0  # settles nothing
    assert pays("116964.62", date(2026, 3, 11), of=owed).discount == 0  # paid in full all the same


def test_the_last_of_several_payments_in_time_takes_the_discount_of_the_whole():
    first = pays("100000.00", date(2026, 3, 5))
    last = pays(None, date(2026, 3, 10), payments=[first])  # 2 % of 120,000
    assert (last.amount, last.discount) == (D("17600.00"), D("2400.00"))


def test_what_lies_between_the_discounted_and_the_whole_amount_settles_nothing_and_is_refused():
    with pytest.raises(
        RefusedError, match=r"expected 117600\.00, which settles it with its discount of 2400\.00 \(§ 12\)"
    ):
        pays("118000.00", date(2026, 3, 5))


def test_each_part_bears_its_own_days():
    first = pays("60000.00", date(2026, 4, 10))  # 60,000 x 10.15 % x 10/365 = 166.85
    last = pays(None, date(2026, 4, 17), payments=[first])  # 60,000 x 10.15 % x 17/365 = 283.64
    assert (first.late_fee, last.late_fee) == (D("166.85"), D("283.64"))


def test_what_is_disputed_does_not_accrue_while_it_is():
    open_one = disputed("20000.00", date(2026, 3, 20))
    first = pays(None, date(2026, 4, 17), disputes=[open_one])  # 100,000 x 10.15 % x 17/365 = 472.74
    assert (first.amount, first.late_fee) == (D(100000), D("472.74"))
    ended = disputed("20000.00", date(2026, 3, 20), resolution="rejected", resolved_on=date(2026, 4, 20))
    last = pays(None, date(2026, 4, 30), disputes=[ended], payments=[first])  # 20,000 x 10.15 % x 10/365 = 55.62
    assert (last.amount, last.late_fee, last.days_late) == (D(20000), D("55.62"), 30)
    assert last.working == "20000.00 × 10/365 days, 2026-04-21 to 2026-04-30, 10.15 % = 55.62 EUR"


def test_days_before_a_dispute_was_raised_accrue_where_it_was_wrong_and_none_where_it_was_right():
    raised, ended = date(2026, 4, 5), date(2026, 4, 20)  # from the 1st to the 4th it was owed, and late
    wrong = disputed("20000.00", raised, resolution="rejected", resolved_on=ended)
    one = pays(None, date(2026, 4, 21), disputes=[wrong])
    # 120,000 x 4 days 133.48, 100,000 x 16 days 444.93, 120,000 x 1 day 33.37
    assert [part.rpartition(" = ")[2] for part in one.working.split("; ")] == ["133.48 EUR", "444.93 EUR", "33.37 EUR"]
    right = disputed("20000.00", raised, resolution="accepted", resolved_on=ended)
    one = pays(None, date(2026, 4, 21), disputes=[right])  # 100,000 x 10.15 % x 21/365 = 583.97
    assert (one.amount, one.late_fee) == (D(100000), D("583.97"))


def test_the_fixed_sum_comes_once_for_a_document():
    owed = replace(OWED, late_fee=Agreed({**LATE.terms, "fixed_sum": 40}, "§ 11"))
    first = pays("60000.00", date(2026, 4, 10), of=owed)
    last = pays(None, date(2026, 4, 17), of=owed, payments=[first])
    assert (first.late_fee, last.late_fee) == (D("206.85"), D("283.64"))
    assert first.working.endswith("; fixed sum 40.00 EUR")


def test_the_discount_is_of_what_was_owed_after_what_was_wrong():
    right = disputed("20000.00", date(2026, 3, 2), resolution="accepted", resolved_on=date(2026, 3, 3))
    assert pays(None, date(2026, 3, 5), disputes=[right]).discount == D("2000.00")  # 2 % of 100,000


@pytest.mark.parametrize(
    ("amount", "on", "says"),
    [
        ("120000.01", date(2026, 4, 1), "expected more than nothing and at most 120000.00: 120000.00 of the document"),
        (
            "1.00",
            date(2026, 2, 28),
            "found a payment on 2026-02-28, expected 2026-03-01 or later, the day of its issue",
        ),
    ],
)
def test_more_than_is_left_and_a_day_before_the_issue_are_refused(amount, on, says):
    with pytest.raises(RefusedError, match=says):
        pays(amount, on)


def test_a_payment_before_the_last_one_is_refused():
    with pytest.raises(RefusedError, match="expected 2026-04-10 or later, the day of its last payment"):
        pays("1.00", date(2026, 4, 9), payments=[pays("1.00", date(2026, 4, 10))])


def test_what_settled_disputes_of_other_documents_is_left_of_a_credit_note_no_more():
    note = Payable("a/2026-02/2", "EUR", D("20.00"), D("20.00"), ISSUED, set_off=D("15.00"))
    assert balance(note, [], []).left == D("5.00")
    assert balance(replace(note, set_off=D("25.00")), [], []).left == 0


def test_late_fees_that_stand_on_a_document_bear_none_and_save_no_discount():
    of = replace(OWED, net=D("120567.29"), gross=D("120567.29"), fees=D("567.29"))
    assert pays(None, date(2026, 4, 17), of=of).late_fee == D("567.29")  # of 120,000, as without
    assert pays(None, date(2026, 3, 11), of=of).discount == D("2400.00")  # 2 % of 120,000
    alone = replace(OWED, net=D("567.29"), gross=D("567.29"), fees=D("567.29"))
    late = pays(None, date(2026, 4, 17), of=alone)
    assert (late.late_fee, late.working, late.days_late) == (0, "", 17)
    assert pays(None, date(2026, 3, 11), of=alone).discount == 0


acts = st.tuples(
    st.sampled_from(["pay", "pay all", "dispute", "accept", "reject"]),
    st.decimals("0.01", "700", places=2),
    st.integers(0, 30),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(acts, max_size=12),
    st.decimals("0.01", "1000", places=2),
    st.sampled_from([0, 40]),
    st.one_of(st.just(D(0)), st.decimals("0.01", "1000", places=2)),
)
def test_never_more_is_paid_than_is_payable_and_both_calculations_agree(told, gross, fixed, fees):
    terms = {"reference_percent": {date(2026, 1, 1): 2, date(2026, 4, 20): 3}, "fixed_sum": fixed}
    fees = min(gross, fees)
    of = replace(OWED, net=gross, gross=gross, late_fee=Agreed(terms, "§ 11"), fees=fees)
    disputes, payments, day = [], [], ISSUED
    for verb, amount, later in told:
        day += timedelta(later)
        before = balance(of, disputes, payments)
        still = [n for n, one in enumerate(disputes) if one.open]
        if verb == "dispute" and amount <= before.payable:
            disputes.append(replace(disputed(amount, day), id=f"d{len(disputes)}"))
        elif verb in ("accept", "reject") and still:
            how = {"accept": "accepted", "reject": "rejected"}[verb]
            disputes[still[0]] = replace(disputes[still[0]], resolution=how, resolved_on=day)
        elif verb.startswith("pay"):
            try:
                one = pays(None if verb == "pay all" else amount, day, of=of, disputes=disputes, payments=payments)
            except RefusedError:
                settles = before.left - amount <= D("0.02") * gross and not before.open
                assert amount > before.payable or settles or not before.payable
                continue
            figures = {"gross": gross - fees, "places": 2}
            assert one.late_fee == proving.late_fee(terms, one, payments, disputes, due_on=DUE, **figures)
            saved = proving.discount(
                EARLY.terms, one, net=gross - fees, wrong=before.accepted, issued_on=ISSUED, **figures
            )
            assert one.discount in (0, min(saved, before.left))
            payments.append(one)
        after = balance(of, disputes, payments)
        assert after.left >= after.open >= 0
        assert sum(one.amount + one.discount for one in payments) == gross - after.accepted - after.left
        if verb == "pay all" and not before.open and before.left:
            assert after.left == 0
