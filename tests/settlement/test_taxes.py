"""Taxes: category by category, less what was credited, each rounded once; calculated twice."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from test_charges import JUNE, contract, settle

from vmo.proving import taxes as second
from vmo.records import Bonus, Credit, Line
from vmo.settlement.taxes import Taxed, taxed

TWO = """\
  fee: {model: fixed_fee, terms: {amount: {2025-01-01: {value: 1000, ref: C 1}}}}
  other: {model: fixed_fee, terms: {amount: {2025-01-01: {value: 500.03, ref: C 2}}}}
"""
TAX = "invoice: {tax: {2025-01-01: {value: {category: S, rate: 19%s}, ref: § 9}}}\n"
EXEMPT = ", charges: {other: {category: E, rate: 0}}"


def credit(amount: Decimal) -> Credit:
    one = Fraction(1)
    return Credit("sl", *JUNE, one, one, one, 30, 30, amount, amount, "D 1")


def bonus_of(amount: Decimal) -> Bonus:
    one = Fraction(1)
    return Bonus("sl", *JUNE, one, one, one, 30, 30, amount, amount, "E 1")


def all_of(terms: str, *credits_: str, bonus: str = "0") -> Taxed:
    text = contract(TWO, TAX % terms)
    lines = settle(text, {}).lines
    owed = [Decimal(one) for one in credits_]
    found = taxed(text, JUNE[0], lines, [credit(one) for one in owed], [bonus_of(Decimal(bonus))])
    amounts = {(line.id, line.first): line.amount for line in lines}
    again = second.tax(text, JUNE[0], amounts, owed, Decimal(bonus), 2)
    assert sum((one.amount for one in found.taxes), Decimal(0)) == again
    return found


def told(terms: str, *credits_: str, bonus: str = "0") -> list[tuple[str, str, str]]:
    return [(one.category, f"{one.base}", f"{one.amount}") for one in all_of(terms, *credits_, bonus=bonus).taxes]


def test_all_is_taxed_alike_where_no_charge_has_a_category_of_its_own():
    assert told("") == [("S", "1500.03", "285.01")]  # 285.0057


def test_a_jurisdiction_may_round_down():
    assert told(", mode: down") == [("S", "1500.03", "285.00")]


def test_a_charge_may_have_a_category_of_its_own():
    assert told(EXEMPT) == [("S", "1000.00", "190.00"), ("E", "500.03", "0.00")]


def test_a_credit_takes_off_each_category_by_its_net():
    # 300.00 over 1,000.00 and 500.03: 199.996 and 100.004
    assert told(EXEMPT, "300.00") == [("S", "800.00", "152.00"), ("E", "400.03", "0.00")]


def test_every_credit_is_split_over_the_categories_that_it_reduces():
    # 300.00 as above; 0.01 over the nets 1,000.00 and 500.03 goes to the larger remainder
    split = [
        [(part.vat.code, f"{part.amount}") for part in one.parts] for one in all_of(EXEMPT, "300.00", "0.01").credits
    ]
    assert split == [[("S", "200.00"), ("E", "100.00")], [("S", "0.01")]]


def test_lines_and_bonus_know_their_category():
    found = all_of(EXEMPT, bonus="5.00")
    assert [(line.vat.code, line.vat.rate) for line in found.lines] == [("S", 19), ("E", 0)]
    assert found.bonuses[0].vat.code == "S"


def test_what_is_not_subject_to_tax_has_no_rate():
    assert all_of(", charges: {other: {category: O, rate: 0}}").lines[1].vat.rate is None


def test_a_category_that_nothing_falls_under_is_not_taxed():
    found = settle(contract(TWO, TAX % ", charges: {fee: {category: E, rate: 0}, other: {category: E, rate: 0}}"), {})
    assert [one.category for one in found.taxes] == ["E"]


def test_damages_take_off_no_base_that_is_taxed():
    assert told(EXEMPT + ", credit_nature: damages", "300.00") == [
        ("S", "1000.00", "190.00"),
        ("E", "500.03", "0.00"),
        ("O", "-300.00", "0.00"),
    ]


@pytest.mark.parametrize(
    ("natures", "line", "category"),
    [
        (("damages", "damages"), "earn_back.sl.2025-03", "O"),
        (("price_reduction", "damages"), "earn_back.sl.2025-03", "S"),  # a reduction of the price, as March had it
        (("damages", "price_reduction"), "earn_back.sl.2025-03", "O"),
        (("price_reduction", "damages"), "earn_back.offset", "O"),  # set against the damages of its own month
        (("damages", "damages"), "earn_back.sl.2024-12", "S"),  # before any tax was told
    ],
)
def test_what_is_earned_back_is_taxed_as_the_credit_was(natures, line, category):
    march, june = (f"{{value: {{category: S, rate: 19, credit_nature: {one}}}, ref: § 9}}" for one in natures)
    text = contract(TWO, f"invoice: {{tax: {{2025-01-01: {march}, 2025-05-01: {june}}}}}\n")
    back = Line(line, "earn_back", *JUNE, "", Decimal(1), "one", Decimal("50.00"), Decimal("50.00"), "")
    found = taxed(text, JUNE[0], [back], [], [])
    assert [(one.category, f"{one.base}") for one in found.taxes] == [(category, "50.00")]
    again = second.tax(text, JUNE[0], {(line, JUNE[0]): back.amount}, [], Decimal(0), 2)
    assert sum(one.amount for one in found.taxes) == again == (Decimal("9.50") if category == "S" else 0)


def fee_of(n: int, amount: Decimal) -> Line:
    return Line(f"late_fee.payment-{n}", "late_fee", *JUNE, "", Decimal(1), "one", amount, amount, "E 2")


def test_a_late_fee_is_not_subject_to_tax_and_no_credit_reduces_it():
    text = contract(TWO, TAX % "")
    line = Line("fee", "fixed_fee", *JUNE, "", Decimal(1), "one", Decimal("100.00"), Decimal("100.00"), "")
    for lines, owed, expected in (
        ([line, fee_of(1, Decimal("500.00"))], ["40.00"], [("S", "60.00", "11.40"), ("O", "500.00", "0.00")]),
        ([fee_of(1, Decimal("500.00"))], ["40.00"], [("S", "-40.00", "-7.60"), ("O", "500.00", "0.00")]),
        ([fee_of(1, Decimal("500.00"))], [], [("O", "500.00", "0.00")]),
    ):
        credits_ = [Decimal(one) for one in owed]
        found = taxed(text, JUNE[0], lines, [credit(one) for one in credits_], [])
        assert [(one.category, f"{one.base}", f"{one.amount}") for one in found.taxes] == expected
        amounts = {(one.id, one.first): one.amount for one in lines}
        again = second.tax(text, JUNE[0], amounts, credits_, Decimal(0), 2)
        assert sum(one.amount for one in found.taxes) == again


def test_a_bonus_is_taxed_as_the_contract_is():
    assert told(EXEMPT, bonus="100.00")[0] == ("S", "1100.00", "209.00")


def test_no_terms_no_tax():
    assert not settle(contract(TWO), {}).taxes


@pytest.mark.parametrize("name", ["fee", "other"])
def test_a_net_is_what_it_was_whatever_category_it_has(name):
    found = settle(contract(TWO, TAX % f", charges: {{{name}: {{category: Z, rate: 0}}}}"), {})
    assert found.totals.net == Decimal("1500.03")
    assert sum(one.base for one in found.taxes) == found.totals.net


amounts = some.decimals("0", "9000", places=2)


@settings(max_examples=100, deadline=None)
@given(
    lines=some.tuples(amounts, amounts, some.decimals("-500", "500", places=2)),
    credits_=some.lists(amounts, max_size=3),
    bonus=amounts,
    mode=some.sampled_from(["half_up", "down"]),
    nature=some.sampled_from(["price_reduction", "damages"]),
    fees=some.lists(amounts, max_size=2),
)
def test_taxes_come_out_the_same_twice_and_their_bases_add_up(lines, credits_, bonus, mode, nature, fees):
    text = contract(TWO, TAX % f"{EXEMPT}, mode: {mode}, credit_nature: {nature}")
    named = [
        Line(name, "fixed_fee", *JUNE, "", Decimal(1), "one", amount, amount, "")
        for name, amount in zip(("fee", "other", "by-hand"), lines, strict=True)
    ]
    named += [fee_of(n, amount) for n, amount in enumerate(fees)]
    found = taxed(text, JUNE[0], named, [credit(one) for one in credits_], [bonus_of(bonus)] if bonus else [])
    owed = {(line.id, line.first): line.amount for line in named}
    assert sum((one.amount for one in found.taxes), Decimal(0)) == second.tax(text, JUNE[0], owed, credits_, bonus, 2)
    assert sum(one.base for one in found.taxes) == sum(lines) + sum(fees) + bonus - sum(credits_)
    assert not [part for one in found.credits for part in one.parts if part.vat.code == "O" and nature != "damages"]
    assert all(sum(part.amount for part in one.parts) == one.amount for one in found.credits)
