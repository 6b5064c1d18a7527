"""Charges of a window: the golden month of domain.md 4.1, where a month is cut, what is at risk."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from vmo import yaml12
from vmo.calendars.openings import openings
from vmo.faults import coherence
from vmo.past import PastMonth, PastPart
from vmo.proving import charged
from vmo.proving.settlement import recalculate
from vmo.records import Ratio
from vmo.schema import checked
from vmo.settlement.attainments import judged
from vmo.settlement.money import Settled, settled
from vmo.settlement.performance import Performance
from vmo.terms import Contract, ContractText, read_contract

HERE = Path(__file__).parent
JUNE = (date(2025, 6, 1), date(2025, 6, 30))
COUNTED = {
    "inbound": Decimal(6_000_000),
    "emails": Decimal(6250),
    "night": Decimal(480_000),
    "telecom": Decimal("3412.370000"),
}
RATIOS = {"sl": Ratio(772, 1000), "abandon": Ratio(4, 100), "accuracy": Ratio(96, 100), "email": Ratio(80, 100)}

MAY = PastMonth("2025-05", {"email": (PastPart(date(2025, 5, 1), date(2025, 5, 31), "breach"),)})


def settle(contract: Contract, counted: dict[str, Any], ratios: dict[str, Ratio] | None = None, **told: Any) -> Settled:
    """The money of June, and that of the second settlement, which must be the same."""
    quantities = {
        (name, day): quantity
        for name, parts in counted.items()
        for day, quantity in (parts if isinstance(parts, dict) else {JUNE[0]: parts}).items()
    }
    measured = {(name, JUNE[0]): ratio for name, ratio in (ratios or {}).items()}
    performance = Performance(*JUNE, measured, quantities, past=told.get("past", ()))
    found = settled(contract, performance, judged(contract, performance))
    again = recalculate(
        contract,
        *JUNE,
        ratios={**measured, **{(charged(name), day): Ratio(one) for (name, day), one in quantities.items()}},
        data_days=frozenset({JUNE[0]}) if ratios else frozenset(),
        past=told.get("past", ()),
        lost=(),
        adjustments=(),
        places=2,
        rows=0,
        all_rows=0,
    )
    assert {(line.id, line.first): line.amount for line in found.lines} == again.amounts
    assert found.totals == again.totals
    return found


def contract(charges: str, rest: str = "") -> Contract:
    """A contract of some charges."""
    text = yaml12.parse(
        "contract: c\nparties: {supplier: a, customer: b}\ncurrency: USD\ntime_zone: America/New_York\n"
        f"scope: {{partner: [acme]}}\ncharges:\n{charges}{rest}",
        Path("c.yaml"),
    )
    told: ContractText = checked(ContractText, text)
    assert not list(coherence.faults(told))
    return Contract(told, text, openings(told.calendar, told.time_zone, {}, {}))


def amounts(found: Settled) -> dict[str, str]:
    return {line.id: f"{line.amount}" for line in found.lines}


def test_the_golden_month():
    found = settle(read_contract(HERE / "golden.yaml"), COUNTED, RATIOS, past=(MAY,))
    assert [(line.id, f"{line.quantity}", f"{line.rate}", f"{line.amount}") for line in found.lines] == [
        ("inbound", "100000.0", "0.85", "85000.00"),
        ("emails.1", "5000", "2.40", "12000.00"),
        ("emails.2", "1250", "2.10", "2625.00"),
        ("staff", "11.5", "2150", "24725.00"),
        ("night", "8000.0", "0.0850", "680.00"),
        ("telecom", "3412.37", "1.00", "3412.37"),
    ]
    assert found.lines[1].text.endswith(", up to 5000")
    assert {one.measure: f"{one.amount}" for one in found.credits} == {"sl": "2100.50", "email": "9377.25"}
    assert found.at_risk_base == Decimal("125030.00")  # all but the telecom bill
    money = {
        name: f"{getattr(found.totals, name)}" for name in ("charges", "at_risk", "credits", "net", "tax", "gross")
    }
    assert money == {
        "charges": "128442.37",
        "at_risk": "12503.00",
        "credits": "11477.75",
        "net": "116964.62",
        "tax": "0.00",
        "gross": "116964.62",
    }


def test_the_golden_month_with_abandons_missed_too_is_capped():
    missed = {**RATIOS, "abandon": Ratio(6, 100)}
    found = settle(read_contract(HERE / "golden.yaml"), COUNTED, missed, past=(MAY,))
    assert sum(one.uncapped for one in found.credits) == Decimal("15228.65")
    assert (found.totals.credits, found.totals.net) == (Decimal("12503.00"), Decimal("115939.37"))


def test_the_order_of_charges_in_the_file_changes_no_amount():
    golden = read_contract(HERE / "golden.yaml")
    found = set()
    for order in permutations(golden.told.charges):
        told = golden.told.model_copy(update={"charges": {name: golden.told.charges[name] for name in order}})
        money = settle(replace(golden, told=told), COUNTED)
        found.add((tuple(sorted(amounts(money).items())), money.totals))
    assert len(found) == 1


BANDS = """\
  voice:
    model: graduated
    of: per_contact
    terms:
      bands: {2025-01-01: {value: [{up_to: 10000, rate: 3.00}, {rate: 2.50}], ref: C 1}%s}
"""


def test_bands_go_on_where_the_part_of_the_month_before_left_them():
    dearer = ", 2025-06-16: {value: [{up_to: 10000, rate: 4.00}, {rate: 3.50}], ref: A 1}"
    halves = {JUNE[0]: Decimal(6000), date(2025, 6, 16): Decimal(6000)}
    found = settle(contract(BANDS % dearer), {"voice": halves})
    # 6,000 x 3.00; then 4,000 x 4.00 up to the ten thousand, and 2,000 x 3.50 above
    assert amounts(found) == {"voice.1": "18000.00", "voice.2": "16000.00", "voice.3": "7000.00"}


def test_a_month_that_is_cut_with_equal_terms_is_one():
    same = ", 2025-06-16: {value: [{up_to: 10000, rate: 3.00}, {rate: 2.50}], ref: A 1}"
    assert amounts(settle(contract(BANDS % same), {"voice": Decimal(12_000)})) == {
        "voice.1": "30000.00",
        "voice.2": "5000.00",
    }


FEE = """\
  fee:
    model: fixed_fee
    from: 2025-06-16
    terms: {amount: {2025-01-01: {value: 25000, ref: C 4}}}
"""


def test_a_fee_that_begins_in_the_middle_of_june_is_half_a_fee():
    assert amounts(settle(contract(FEE), {})) == {"fee": "12500.00"}


def test_a_charge_outside_its_days_has_no_line():
    assert amounts(settle(contract(FEE.replace("from: 2025-06-16", "to: 2025-05-31")), {})) == {}


AT_RISK = """\
credits:
  at_risk_percent: {2025-01-01: {value: 10, ref: D 1}}
  at_risk_base: {2025-01-01: {value: %s, ref: D 1}}
  allocation: {2025-01-01: {value: {}, ref: D 2}}
trigger: {2025-01-01: {value: expected, ref: B 1}}
"""
TWO = """\
  fee: {model: fixed_fee, terms: {amount: {2025-01-01: {value: 1000, ref: C 1}}}}
  other: {model: pass_through, of: costs, terms: {markup_percent: {2025-01-01: {value: 0, ref: C 2}}}}
"""


@pytest.mark.parametrize(
    ("named", "at_risk"), [("all", "150.00"), ("[fee]", "100.00"), ("[other]", "50.00"), ("[]", "0.00")]
)
def test_the_contract_says_which_charges_are_at_risk(named, at_risk):
    found = settle(contract(TWO, AT_RISK % named), {"other": Decimal(500)})
    assert f"{found.totals.at_risk}" == at_risk


def test_pass_through_stands_outside_where_the_contract_is_silent():
    silent = AT_RISK.replace("  at_risk_base: {2025-01-01: {value: %s, ref: D 1}}\n", "")
    found = settle(contract(TWO, silent), {"other": Decimal(500)})
    assert f"{found.totals.at_risk}" == "100.00"


def test_each_line_is_its_quantity_at_its_rate():
    golden = read_contract(HERE / "golden.yaml")
    for line in settle(golden, COUNTED).lines:
        exact = Fraction(line.quantity) * Fraction(line.rate) / Fraction(line.per)
        assert abs(Fraction(line.amount) - exact) <= Fraction(1, 200)


COMMITTED = """\
  short:
    model: minimum_commitment
    terms:
      minimum: {2025-01-01: {value: 5000, ref: C 9}}
      usage: {2025-01-01: {value: %s, ref: C 9}}%s
  voice: {model: per_contact, terms: {rate: {2025-01-01: {value: 3, ref: C 1}}}}
  telecom: {model: pass_through, of: costs, terms: {markup_percent: {2025-01-01: {value: 0, ref: C 2}}}}
"""


def test_a_commitment_looks_at_what_the_other_charges_came_to_wherever_it_stands():
    counted = {"voice": Decimal(1000), "telecom": Decimal(700)}
    assert amounts(settle(contract(COMMITTED % ("all", "")), counted))["short"] == "1300.00"
    assert amounts(settle(contract(COMMITTED % ("[voice]", "")), counted))["short"] == "2000.00"


# June has 30 days and 21 business days, of which 6 to the 9th, 8 to the 19th and 7 after it.
@pytest.mark.parametrize(
    ("convention", "amount"),
    [
        ("calendar", "2666.67"),  # (5,000 x 9 + 7,000 x 10 + 5,000 x 11) / 30 = 5,666.67, less 3,000
        ("business", "2761.90"),  # (5,000 x 6 + 7,000 x 8 + 5,000 x 7) / 21 = 5,761.90, less 3,000
    ],
)
def test_a_commitment_that_is_amended_twice_in_a_month_is_due_by_days(convention, amount):
    amended = "{2025-01-01: {value: 5000, ref: C 9}, 2025-06-10: {value: 7000, ref: A 1}, 2025-06-20: {value: 5000, ref: A 2}}"
    text = COMMITTED.replace("{2025-01-01: {value: 5000, ref: C 9}}", amended) % ("[voice]", "")
    text = text.replace(
        "      usage:", f"      proration: {{2025-01-01: {{value: {convention}, ref: C 9}}}}\n      usage:"
    )
    (line,) = [one for one in settle(contract(text), {"voice": Decimal(1000)}).lines if one.id == "short"]
    assert f"{line.amount}" == amount
    assert line.clause == "C 9; A 1; A 2"


def test_a_shortfall_stands_outside_the_at_risk_base():
    silent = AT_RISK.replace("  at_risk_base: {2025-01-01: {value: %s, ref: D 1}}\n", "")
    found = settle(contract(COMMITTED % ("[voice]", ""), silent), {"voice": Decimal(1000)})
    assert f"{found.at_risk_base}" == "3000.00"
    assert f"{found.totals.charges}" == "5000.00"


def test_a_commitment_is_waived_for_who_missed_his_level():
    waived = "\n      waived_by: {2025-01-01: {value: [sl], ref: C 9}}"
    measures = """\
measures:
  sl:
    metric: call_service_level
    terms:
      variant: {2025-01-01: {value: sl_offered, ref: B 2}}
      threshold_s: {2025-01-01: {value: 20, ref: B 2}}
    target: {2025-01-01: {value: {expected: 80}, ref: B 2}}
trigger: {2025-01-01: {value: expected, ref: B 1}}
"""
    text = contract(COMMITTED % ("[voice]", waived), measures)
    assert "short" not in amounts(settle(text, {"voice": Decimal(1000)}, {"sl": Ratio(799, 1000)}))
    assert amounts(settle(text, {"voice": Decimal(1000)}, {"sl": Ratio(800, 1000)}))["short"] == "2000.00"


def test_a_year_is_trued_up_in_its_last_month():
    charge = """\
  year:
    model: true_up
    terms:
      minimum: {2024-07-01: {value: 12000, ref: C 9}}
      usage: {2024-07-01: {value: all, ref: C 9}}
      year_begins: {2024-07-01: {value: 7, ref: C 9}}
  fee: {model: fixed_fee, terms: {amount: {2024-07-01: {value: 900, ref: C 1}}}}
"""
    months = [f"2024-{month:02}" for month in range(7, 13)] + [f"2025-{month:02}" for month in range(1, 6)]
    past = [PastMonth(month, charges={"fee": Decimal("900.00"), "year": Decimal("7.00")}) for month in months]
    assert amounts(settle(contract(charge), {}, past=past)) == {"year": "1200.00", "fee": "900.00"}


def test_premiums_and_a_surcharge_change_the_rate_before_it_is_charged():
    charge = """\
  voice:
    model: graduated
    of: per_contact
    terms:
      bands: {2025-01-01: {value: [{up_to: 100, rate: 2.00}, {rate: 1.00}], ref: C 1}}
      premiums: {2025-01-01: {value: {percent: [25, 10], stacking: additive}, ref: C 2}}
      surcharge: {2025-01-01: {value: {percent: 10}, ref: C 3}}
"""
    found = settle(contract(charge), {"voice": Decimal(150)})
    assert [(f"{line.rate.normalize()}", f"{line.amount}") for line in found.lines] == [
        ("0.27", "27.00"),
        ("0.135", "6.75"),
    ]


def test_a_baseline_by_the_unit_follows_the_volume_of_another_charge():
    charge = """\
  share:
    model: gainshare
    of: costs
    terms:
      baseline: {2025-01-01: {value: 5, ref: C 1}}
      share_percent: {2025-01-01: {value: 30, ref: C 1}}
      volume_of: {2025-01-01: {value: voice, ref: C 1}}
  voice: {model: per_minute, terms: {rate: {2025-01-01: {value: 1, ref: C 1}}, increment_s: {2025-01-01: {value: 6, ref: C 1}}}}
"""
    found = settle(contract(charge), {"share": Decimal(400), "voice": Decimal(6000)})
    assert amounts(found)["share"] == "30.00"  # 30 % of 5 x 100 min - 400


def test_a_charge_in_pesos_is_billed_in_dollars_and_its_quantity_and_rate_stay():
    charge = """\
  hours:
    model: per_hour
    terms:
      basis: {2025-01-01: {value: paid, ref: C 1}}
      rate: {2025-01-01: {value: 500, ref: C 1}}
      premiums: {2025-01-01: {value: {percent: 10}, ref: C 2}}
      fx: {2025-01-01: {value: {currency: PHP, quote: PHP per USD, basis: fixed, rate: 55.00}, ref: C 3}}
"""
    (line,) = settle(contract(charge), {"hours": Decimal(36_000_000)}).lines
    assert (f"{line.quantity}", f"{line.rate.normalize():f}", f"{line.per}", f"{line.amount}") == (
        "36000000",
        "550",
        "198000.00",  # 3,600 s an hour x 55
        "100000.00",
    )
    assert line.text.endswith(", 10000.00 h, 55.00 PHP per USD")


def test_a_rate_follows_its_index_from_a_year_to_the_next():
    charge = """\
  fee:
    model: fixed_fee
    terms:
      amount: {2024-01-01: {value: 1000, ref: C 1}}
      cola:
        2024-01-01:
          ref: C 2
          value:
            parts: [{weight: 1, index: {2024-01: 100, 2025-01: 103}}]
            starts: 2025-01
            base_month: 2024-01
            base: chained
            places: 2
"""
    assert amounts(settle(contract(charge), {})) == {"fee": "1030.00"}


PRORATED = """\
  fee:
    model: fixed_fee
    from: 2025-06-16
    terms:
      amount: {2025-01-01: {value: 21000, ref: C 4}}
      proration: {2025-01-01: {value: %s, ref: C 4}}
  seats:
    model: physical_seat
    terms:
      rate: {2025-01-01: {value: 2100, ref: C 5}}
      seats: {2025-01-01: {value: [{seats: 1, from: 2025-06-16}], ref: C 5}}
      proration: {2025-01-01: {value: %s, ref: C 5}}
"""


@pytest.mark.parametrize(
    ("convention", "fee", "seat"),
    [("calendar", "10500.00", "1050.00"), ("business", "11000.00", "1100.00"), ("actual_30", "10500.00", "1050.00")],
)
def test_a_part_of_a_month_is_due_by_the_days_that_the_contract_counts(convention, fee, seat):
    found = amounts(
        settle(contract(PRORATED % (convention, convention)), {})
    )  # June 2025 has 21 business days, 11 from the 16th
    assert found == {"fee": fee, "seats": seat}


def test_a_holiday_is_no_business_day():
    text = replace(contract(PRORATED % ("business", "business")), holidays=frozenset({date(2025, 6, 19)}))
    assert amounts(settle(text, {})) == {"fee": "10500.00", "seats": "1050.00"}  # 10 of 20


@pytest.mark.parametrize("month", [JUNE, (date(2025, 7, 1), date(2025, 7, 31)), (date(2026, 2, 1), date(2026, 2, 28))])
@pytest.mark.parametrize("convention", ["calendar", "business", "actual_30"])
def test_a_whole_month_is_a_whole_whatever_the_convention(month, convention):
    whole = PRORATED.replace("    from: 2025-06-16\n", "").replace("from: 2025-06-16", "from: 2025-06-01")
    text = contract(whole % (convention, convention))
    found = settled(text, Performance(*month, {}, {}), [])
    assert amounts(found) == {"fee": "21000.00", "seats": "2100.00"}
    assert {line.unit for line in found.lines} == {"period", "seat"}
    no_rows = {"data_days": frozenset(), "past": (), "lost": (), "adjustments": (), "rows": 0, "all_rows": 0}
    again = recalculate(text, *month, ratios={}, places=2, **no_rows)
    assert {(line.id, line.first): line.amount for line in found.lines} == again.amounts
