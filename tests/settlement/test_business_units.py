"""Chargeback: the units bear the invoice to the minor unit, by what was counted for them or failed."""

import json
from decimal import Decimal

import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook
from test_charges import JUNE, contract, settle

from vmo.cli import main
from vmo.settlement.chargeback import ByUnit, borne, unit_shares

FEE = "  fee: {model: fixed_fee, terms: {amount: {2025-01-01: {value: 10000, ref: C 1}}}}\n"
VOICE = "  voice: {model: per_contact, terms: {rate: {2025-01-01: {value: 2.50, ref: C 1}}}}\n"
TERMS = """\
chargeback: {2025-01-01: {value: {driver: voice, direct: [voice]}, ref: F}}
invoice: {tax: {2025-01-01: {value: {category: S, rate: 19}, ref: § 9}}}
"""
DAY = JUNE[0]


def shares(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    text = contract(FEE + VOICE, TERMS)
    counted = {unit: Decimal(count) for unit, count in counts.items()}
    money = settle(text, {"voice": sum(counted.values())})
    by_unit = ByUnit({("voice", DAY): counted})
    found = unit_shares(borne(text, DAY, by_unit, money.lines, (), (), money.taxes), "EUR")
    assert sum(one.gross for one in found) == money.totals.gross
    return [(one.unit, f"{one.charges}", f"{one.tax}") for one in found]


def test_three_equal_units_bear_a_cent_of_difference():
    # The fee is 3,333.34, 3,333.33 and 3,333.33; each has 10 contacts at 2.50 beside it.
    assert [borne for _, borne, _ in shares({"a": 10, "b": 10, "c": 10})] == ["3358.34", "3358.33", "3358.33"]


def test_a_direct_charge_is_borne_by_whom_it_was_counted_for():
    assert shares({"a": 30, "b": 10}) == [("a", "7575.00", "1439.25"), ("b", "2525.00", "479.75")]


def test_rows_that_name_no_unit_stand_last_and_bear_their_part():
    assert [unit for unit, *_ in shares({"": 1, "z": 3})] == ["z", ""]


def test_where_nothing_was_counted_the_units_share_alike():
    assert [borne for _, borne, _ in shares({"a": 0, "b": 0})] == ["5000.00", "5000.00"]


def test_no_terms_no_chargeback():
    text = contract(FEE + VOICE)
    money = settle(text, {})
    assert borne(text, DAY, ByUnit({("voice", DAY): {"a": Decimal(1)}}), money.lines, (), (), ()) is None


@settings(max_examples=50, deadline=None)
@given(
    counts=some.dictionaries(some.sampled_from(["retail", "loans", "cards", ""]), some.integers(0, 5000), min_size=1),
)
def test_the_units_always_bear_the_invoice(counts):
    shares(counts)


def with_units(folder, credits_: str) -> None:
    """Two units: every call of the second day is of loans, of the first of cards."""
    small.change(folder / "partners/acme.yaml", "      program:", "      business_unit: Unit\n      program:")
    for day, unit in zip(small.DAYS, ("cards", "loans"), strict=True):
        small.send(folder, day, [f"{line};{unit}" for line in small.lines(day)], header=f"{small.HEADER};Unit")
    terms = f"chargeback: {{2026-01-01: {{value: {{driver: voice, direct: [voice], credits: {credits_}}}, ref: F}}}}\ncredits:\n"
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", terms)


@pytest.mark.parametrize("credits_", ["pro_rata", "failed"])
def test_a_month_is_charged_back_through_the_whole_line(tmp_path, credits_):
    folder = small.build(tmp_path / "units")
    with_units(folder, credits_)
    assert main(["night", str(folder)]) == 0
    assert main(["month", str(folder), "--month", small.MONTH]) == 0
    out = folder / "out/2026-10/acme-care"
    told = json.loads((out / "result.json").read_text())
    assert [one["unit"] for one in told["chargeback"]] == ["cards", "loans"]
    # 45.12 and its credits 4.19 are of two equal days: the odd cent of each credit is the first unit's.
    assert [one["charges"] for one in told["chargeback"]] == ["22.56", "22.56"]
    assert sum(Decimal(one["credits"]) for one in told["chargeback"]) == Decimal(told["totals"]["credits"])
    assert sum(Decimal(one["gross"]) for one in told["chargeback"]) == Decimal(told["totals"]["gross"])
    assert "chargeback" in load_workbook(out / "invoice.xlsx").sheetnames


def test_who_failed_bears_the_credit(tmp_path):
    folder = small.build(tmp_path / "units")
    with_units(folder, "failed")
    fast = [line.replace(";21;61;", ";10;61;") for line in small.lines(small.DAYS[1])]
    small.send(folder, small.DAYS[1], [f"{line};loans" for line in fast], header=f"{small.HEADER};Unit")
    assert main(["night", str(folder)]) == 0
    assert main(["month", str(folder), "--month", small.MONTH]) == 0
    told = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())
    cards, loans = told["chargeback"]
    # sl is 50/56 now: 0.32, of which the cards failed 4 and the loans 2 of 6; of the abandoned, 2.26, 2 and 2.
    assert (cards["credits"], loans["credits"]) == ("1.34", "1.24")


def test_a_contract_without_a_chargeback_has_no_sheet_of_it(folder):
    assert main(["night", str(folder)]) == 0
    assert main(["month", str(folder), "--month", small.MONTH]) == 0
    assert "chargeback" not in load_workbook(folder / "out/2026-10/acme-care/invoice.xlsx").sheetnames


@pytest.mark.parametrize(
    ("driver", "said"),
    [("fax", "'fax' is not a charge; known: voice"), ("fee", "fee counts nothing, so it cannot say what is whose")],
)
def test_a_driver_that_counts_nothing_is_told(folder, vmo, driver, said):
    fee = "" if driver == "fax" else '  fee: {model: fixed_fee, terms: {amount: {2026-01-01: {value: 1, ref: "C"}}}}\n'
    terms = f"{fee}chargeback: {{2026-01-01: {{value: {{driver: {driver}}}, ref: F}}}}\ncredits:\n"
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", terms)
    assert said in vmo("lint", folder).err
