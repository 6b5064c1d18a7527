"""The three-way match: a sentence a reason, at its boundary; and the laws that hold whatever the bill says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matched import FIRST, LAST, bill, expected, matched

from vmo import yaml12
from vmo.matching.match import match
from vmo.records import Bill, BilledLine
from vmo.terms.matching import MatchTerms

CASES = yaml12.read(Path(__file__).with_name("matching.yaml")).data
REASONS = {
    *("PRICE", "QTY", "ROUND", "CREDIT", "BAND", "PREMIUM", "MINIMUM"),
    *("PERIOD", "DUPLINE", "SUPPORT", "TAX", "FX", "NOTCONTRACT", "UNDERBILL"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    found, told = matched(case), case["expect"]
    said = [
        f"{one.code} {one.charge or '-'} {one.difference:f} {one.verdict}".replace(" 0 ", " 0.00 ")
        for one in found.variances
    ]
    assert said == told.get("variances", [])
    assert (found.outcome, found.pay_now) == (told["outcome"], Decimal(told["pay"]))
    assert found.drift == Decimal(told.get("drift", found.drift))
    assert told.get("rejected", "") in " ".join(one.why for one in found.rejected)


def test_every_reason_has_a_case():
    assert {one.split()[0] for case in CASES for one in case["expect"].get("variances", [])} == REASONS


def test_a_row_says_both_sides_and_where_it_stands():
    found = matched(CASES[1]).variances[0]
    assert (found.ours, found.theirs, found.place) == (
        "1000.0 min × 0.850 = 850.00",
        "1000 × 0.851 = 851.00",
        "INV-1.xml:1",
    )


AMOUNTS = st.decimals(-500, 500, places=2)
QUANTITIES = st.decimals(-50, 500, places=3)
PRICES = st.decimals("0.001", 20, places=3)
KEYS = ["a", "b", "seats", "fee", "nothing", "extra"]
MONTH = {
    "month": """
        charge  quantity  unit  rate   amount
        a       100.123   min   0.853  85.40
        b       50        item  2.40   120.00
        b       10        item  2.10   21.00
        seats   40        seat  650    26000.00
        fee     1         month 900    900.00
    """,
    "charges": {
        "seats": {"nature": "exact"},
        "fee": {"nature": "fee"},
        "b": {"rates": [Decimal("2.40"), Decimal("2.10")]},
    },
    "credits": {"sl": Decimal("40.00"), "abandon": Decimal("2.50")},
    "bonus": Decimal("7.00"),
    "tax": ("S", Decimal(19)),
}


@st.composite
def rows(draw):
    key = draw(st.sampled_from([*KEYS, "credits", "credit.sl", "bonus"]))
    told = draw(st.booleans())
    off = draw(st.sampled_from([(FIRST, LAST), (FIRST, LAST), (date(2026, 9, 1), date(2026, 9, 30)), (None, None)]))
    return BilledLine(
        "INV-1",
        "bill.xml:1",
        draw(AMOUNTS),
        position="allowance" if key.startswith("credit") else "line",
        item=key,
        first=off[0],
        last=off[1],
        quantity=draw(QUANTITIES) if told else None,
        unit_price=draw(PRICES) if told else None,
        tax_category="S",
        tax_rate=draw(st.sampled_from([Decimal(19), Decimal(7)])),
    )


TERMS = MatchTerms(lines={"credits": "credits", "credit.sl": "credit.sl", "bonus": "bonus"})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of the machine, when it is busy
@given(st.lists(rows(), max_size=8))
def test_the_differences_add_up_to_what_was_billed_less_what_was_expected(lines):
    month = expected(MONTH)
    found = match(month, [Bill("acme", "INV-1", "invoice", "EUR", "bill.xml", "x", tuple(lines))], TERMS)
    if found.outcome == "reject":
        return
    assert sum(one.difference for one in found.variances if not one.of_tax) == found.billed_net - month.net


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of the machine, when it is busy
@given(st.lists(rows(), max_size=8))
def test_what_is_paid_is_never_more_than_was_billed_and_never_what_is_disputed(lines):
    found = match(expected(MONTH), [Bill("acme", "INV-1", "invoice", "EUR", "bill.xml", "x", tuple(lines))], TERMS)
    assert found.payable_net <= found.billed_net
    assert all(one.withheld >= 0 for one in found.variances)
    assert (found.outcome == "dispute") == (bool(found.disputed) and found.outcome != "reject")


def test_a_credit_note_of_the_month_reduces_what_its_invoice_bills_too_much():
    invoice = bill("item quantity unit_price amount\ninbound 1100 1 1100.00", "INV-1")
    note = bill("item quantity unit_price amount\ninbound -100 1 -100.00", "CN-1", type="credit_note", corrects="INV-1")
    month = expected({"month": "charge quantity unit rate amount\ninbound 1000 min 1 1000.00"})
    found = match(month, [invoice, note], MatchTerms())
    assert (found.outcome, found.pay_now, found.suspicions) == ("match", Decimal("1000.00"), ())


def test_drift_of_the_months_before_is_told_beside_this_months():
    month = expected({"month": "charge quantity unit rate amount\ninbound 1000 min 0.50 500.00"})
    found = match(
        month,
        [bill("item quantity unit_price amount\ninbound 1001 0.50 500.50")],
        MatchTerms(),
        drift_before=Decimal("3.00"),
    )
    assert (found.drift, found.drift_before) == (Decimal("0.50"), Decimal("3.00"))
