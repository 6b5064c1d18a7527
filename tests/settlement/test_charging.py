"""A charge names models that fit together, or is told which do."""

from datetime import date
from pathlib import Path

import pytest

from vmo import charging, yaml12
from vmo.faults import coherence, incentives
from vmo.schema import checked
from vmo.terms import Charge, ContractText

FIRST = date(2025, 1, 1)
TERMS = "{rate: {2025-01-01: {value: 1, ref: C}}}"


def read(charge: str, invoice: str = "") -> ContractText:
    text = yaml12.parse(
        "contract: c\nparties: {supplier: a, customer: b}\ncurrency: USD\ntime_zone: America/New_York\n"
        f"scope: {{partner: [acme]}}\ncharges:\n  voice: {{{charge}}}\ninvoice: {{{invoice}}}\n",
        Path("c.yaml"),
    )
    told: ContractText = checked(ContractText, text)
    return told


def faults(charge: str) -> list[str]:
    told = read(charge)
    return [f"{'.'.join(place)}: {what}" for place, what in coherence.faults(told)]


@pytest.mark.parametrize(
    ("charge", "said"),
    [
        ("model: per_call, terms: {}", "charges.voice.model: 'per_call' is not a pricing model; known: all_units,"),
        ("model: graduated, of: calls, terms: {}", "charges.voice.of: 'calls' is not a pricing model; known:"),
        ("model: graduated, terms: {}", "charges.voice.model: graduated prices a count; say of what: `of` one of"),
        ("model: graduated, of: fte, terms: {}", "charges.voice.of: fte counts nothing; counting models: "),
        ("model: fixed_fee, of: per_contact, terms: {}", "charges.voice.of: fixed_fee prices no count; take `of` out"),
        ("model: per_minute, of: per_contact, terms: {}", "charges.voice.of: per_minute counts itself; take `of` out"),
        ("model: premiums, terms: {}", "charges.voice.model: premiums is a term of other charges"),
        ("model: late_fee, terms: {}", "charges.voice.model: late_fee prices a document and its payment, no month"),
        ("model: per_contact, terms: {}", "charges.voice.terms: model per_contact needs the term 'rate'"),
        (
            f"model: graduated, of: per_minute, terms: {TERMS}",
            "charges.voice.terms.rate: model graduated of per_minute has no such term; known: at_border, bands,",
        ),
    ],
)
def test_what_does_not_fit_is_told(charge, said):
    assert any(one.startswith(said) for one in faults(charge)), faults(charge)


@pytest.mark.parametrize("model", ["per_contact", "fixed_fee"])
def test_a_charge_knows_who_counts_and_who_prices(model):
    charge = Charge(model=model, terms={})
    assert (charging.counting(charge), charging.pricing(charge)) == {
        "per_contact": ("per_contact", "unit_rate"),
        "fixed_fee": (None, "fixed_fee"),
    }[model]


def charge(model: str, **terms: object) -> Charge:
    dated = {term: {FIRST: {"value": value, "ref": "C"}} for term, value in terms.items()}
    return Charge(model=model, terms=dated)


def test_two_charges_may_bill_the_same_rows_unless_a_term_tells_them_apart():
    both = charging.may_count_the_same
    assert both(charge("per_minute", increment_s=6), charge("per_minute", increment_s=60))
    assert not both(charge("per_minute", increment_s=6), charge("per_contact"))
    assert both(charge("per_contact"), charge("per_contact", billable=["answered", "abandoned"]))
    assert not both(charge("per_contact"), charge("per_contact", billable="flowout_callback"))
    assert not both(charge("per_hour", basis="paid"), charge("per_hour", basis="staffed"))
    assert not both(charge("costs"), charge("costs", elements=["telecom"]))
    night, day = {"mon-sun": "22:00-06:00"}, {"mon-sun": "06:00-22:00"}
    assert not both(charge("per_contact", hours=night), charge("per_contact", hours=day))
    assert both(charge("per_contact", hours=night), charge("per_contact", hours={"sun": "05:45-08:00"}))
    assert both(charge("per_contact", hours=night), charge("per_contact"))
    assert not both(charge("per_contact", hours=night, surcharge={"percent": 10}), charge("per_contact"))
    assert not both(charge("fixed_fee", amount=1), charge("fixed_fee", amount=1))


BANDS = "bands: {2025-01-01: {value: [{up_to: 10000, rate: 3}, {up_to: 20000, rate: 4}, {rate: 2.5}], ref: C}}"


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("", ["one more than 20000 costs less than 20000; `guard: limit` holds the price, `guard: none` accepts it"]),
        (", guard: {2025-01-01: {value: none, ref: C}}", []),
        (", guard: {2025-01-01: {value: limit, ref: C}}", []),
    ],
)
def test_bands_in_which_more_costs_less_are_told_unless_the_contract_says_that_it_knows(guard, told):
    text = read(
        f"model: all_units, of: outcome, terms: {{{BANDS}{guard}, outcome: {{2025-01-01: {{value: sale, ref: C}}}}}}"
    )
    assert [what for _, what in incentives.notes(text) if "costs less" in what] == told


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("late_fee: {2025-01-01: {value: {margin: 8}, ref: § 11}}", "found margin; expected day_count, fixed_sum,"),
        ("late_fee: {2025-01-01: {value: {margin_points: 8}, ref: § 11}}", "reference_percent is missing"),
        (
            "late_fee: {2025-01-01: {value: {reference_percent: {2025-01-01: 2}, day_count: 366}, ref: § 11}}",
            "late_fee: day_count: found 366, expected 365 or 360",
        ),
        (
            "early_payment: {2025-01-01: {value: {percent: 120, within_days: 10}, ref: § 12}}",
            "percent: found 120, expected 0",
        ),
    ],
)
def test_terms_of_a_payment_that_cannot_be_are_told(terms, said):
    found = [f"{'.'.join(place)}: {what}" for place, what in coherence.faults(read("model: outcome, terms: {}", terms))]
    assert any(one.startswith("invoice.") and said in one for one in found), found
