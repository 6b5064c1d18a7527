"""What a charge is by its model: exact or counted, a fee, a minimum, a premium; its bands, its exchange rate, its tax."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from bills import head

from vmo.pipeline.expected import expected
from vmo.records import ExpectedCharge, Line, Totals, VatCategory
from vmo.terms import read_contract

CONTRACT = (
    head("many", currency="USD")
    + """\
measures: {volume: {metric: call_volume}}
charges:
  calls: {model: per_contact, text: Calls, terms: {rate: {2026-01-01: {value: 3, ref: C}}}}
  night:
    model: per_contact
    terms: {rate: {2026-01-01: {value: 3, ref: C}}, premiums: {2026-01-01: {value: {percent: 10}, ref: C}}}
  hours:
    model: per_hour
    terms:
      rate: {2026-01-01: {value: 500, ref: C}}
      pay: {2026-01-01: {value: productive, ref: C}}
      fx: {2026-01-01: {value: {currency: PHP, quote: PHP per USD, basis: fixed, rate: 56.00}, ref: C}}
  mails:
    model: graduated
    of: per_contact
    terms: {bands: {2026-01-01: {value: [{up_to: 10, rate: 3.00}, {rate: 2.50}], ref: C}}}
  fee: {model: fixed_fee, terms: {amount: {2026-01-01: {value: 100, ref: C}}}}
  least:
    model: minimum_commitment
    terms: {minimum: {2026-01-01: {value: 500, ref: C}}, usage: {2026-01-01: {value: all, ref: C}}}
  telecom: {model: pass_through, of: costs, terms: {elements: {2026-01-01: {value: [telecom], ref: C}}}}
invoice: {tax: {2026-01-01: {value: {category: S, rate: 20, charges: {telecom: {category: E, rate: 0}}}, ref: E}}}
"""
)
FEE = "late_fee.payment-1"
DAYS = date(2026, 10, 1), date(2026, 10, 31)


def line(name: str, amount: str, text: str = "", unit: str = "one") -> Line:
    return Line(name, "", *DAYS, text, Decimal(1), unit, Decimal(amount), Decimal(amount), "")


@pytest.fixture
def charges(tmp_path) -> dict[str, ExpectedCharge]:
    path = tmp_path / "many.yaml"
    path.write_text(CONTRACT, encoding="utf-8")
    zero = Decimal(0)
    document = SimpleNamespace(
        id="many/2026-10/1",
        currency="USD",
        days=DAYS,
        lines=(
            line("calls", "30"),
            line("hours.1", "9", "Hours, 56.00 PHP per USD"),
            line("by-hand", "5", "Goodwill"),
            replace(line(FEE, "0", "Late fee on X-1"), vat=VatCategory("O", None)),
        ),
        credits=(),
        totals=Totals(Decimal(44), zero, Decimal(4), Decimal(1), Decimal(41), zero, Decimal(41)),
        supplier=None,
        customer=None,
    )
    found = expected(read_contract(path), document)
    assert found.bonus == 1  # 41 less 44, and 4 of credits
    assert [one.charge for one in found.lines] == ["calls", "hours", "by-hand", FEE]
    return {one.name: one for one in found.charges}


def test_rows_are_counted_hours_are_exact_and_fees_are_fees(charges):
    assert {name: one.nature for name, one in charges.items()} == {
        "calls": "counted",
        "night": "counted",
        "hours": "exact",
        "mails": "counted",
        "fee": "fee",
        "least": "fee",
        "telecom": "counted",
        "by-hand": "fee",
        FEE: "fee",
    }


def test_a_premium_and_a_minimum_have_reasons_of_their_own(charges):
    assert {name: one.code for name, one in charges.items() if one.code} == {"night": "PREMIUM", "least": "MINIMUM"}


def test_bands_exchange_rate_receipt_and_tax_come_from_the_contract(charges):
    assert charges["mails"].rates == (Decimal("3.00"), Decimal("2.50"))
    assert (charges["hours"].fx, charges["calls"].fx) == (Decimal("56.00"), None)
    assert [name for name, one in charges.items() if one.needs_receipt] == ["telecom"]
    assert (charges["telecom"].tax_category, charges["telecom"].tax_rate) == ("E", 0)
    assert (charges["calls"].tax_category, charges["calls"].tax_rate) == ("S", 20)
    assert (charges[FEE].tax_category, charges[FEE].tax_rate) == ("O", 0)  # what is owed beside the price
