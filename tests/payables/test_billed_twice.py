"""Documents that bill the same twice: what blocks, what is held for a person, and what is nothing of the kind."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from matched import bill, expected

from vmo.matching.duplicates import hard, soft
from vmo.matching.match import match
from vmo.terms.matching import MatchTerms

ROWS = "item quantity unit_price amount\ninbound 1000 1 1000.00"
OTHER = "item quantity unit_price amount\nmails 10 2 20.00"
NOVEMBER = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
MONTH = {"month": "charge quantity unit rate amount\ninbound 1000 min 1 1000.00"}


def in_november(one):
    return replace(one, lines=tuple(replace(line, **NOVEMBER) for line in one.lines))


@pytest.mark.parametrize("number", ["INV-0012", "inv 0012", "0INV0012", "INV/0012."])
def test_the_same_number_of_the_same_supplier_blocks_however_it_is_written(number):
    found = hard(bill(OTHER, number), [bill(ROWS, "INV-0012")])
    assert found
    assert found.blocks
    assert "another content under the same number" in found.why


def test_another_number_does_not_block():
    assert hard(bill(ROWS, "INV-0013"), [bill(ROWS, "INV-0012")]) is None


def test_the_same_number_of_another_supplier_does_not_block():
    assert hard(bill(ROWS, "7", supplier_id="DE1"), [bill(ROWS, "7", supplier_id="DE2")]) is None


def test_a_credit_note_under_the_same_number_blocks_as_well():
    assert hard(bill(ROWS, "CN-1", type="credit_note"), [bill(ROWS, "CN1", type="credit_note")])


def test_without_a_number_currency_date_and_amount_decide():
    day = date(2026, 11, 5)
    first, same = bill(ROWS, "", issued_on=day, file="a.csv"), bill(ROWS, "", issued_on=day, file="b.csv")
    assert hard(same, [first])
    assert hard(replace(same, issued_on=date(2026, 11, 6)), [first]) is None
    assert hard(bill(OTHER, "", issued_on=day), [first]) is None


def whys(one, *others) -> list[str]:
    return [found.why for found in soft(one, others)]


@pytest.mark.parametrize(("amount", "held"), [("1000.01", True), ("1000.02", False)])
def test_the_same_period_and_service_for_an_amount_within_a_cent_is_held(amount, held):
    other = bill(f"item first last amount\ninbound - - {amount}", "B-77")
    one = bill("item first last amount\ninbound - - 1000.00", "INV-1")
    one, other = (replace(b, lines=tuple(replace(x, first=None, last=None) for x in b.lines)) for b in (one, other))
    assert bool(whys(one, other)) == held


def test_a_number_one_letter_off_with_the_same_amount_is_held_though_the_month_is_another():
    found = whys(in_november(bill(ROWS, "INV-0013")), bill(ROWS, "INV-0012"))
    assert found == ["the number is one letter off INV-0012, and the amount is the same"]


def test_two_numbers_in_a_row_with_other_amounts_are_the_usual_thing():
    assert whys(in_november(bill(OTHER, "INV-0013")), bill(ROWS, "INV-0012")) == []


def test_the_same_fee_every_month_is_the_usual_thing():
    assert whys(in_november(bill(ROWS, "INV-0102")), bill(ROWS, "INV-0012")) == []


def test_the_very_same_lines_from_another_entity_are_held():
    found = whys(
        bill(ROWS, "X-1", partner="acme", supplier_id="DE1"), bill(ROWS, "77", partner="boreal", supplier_id="DE2")
    )
    assert found == ["77.xml of boreal has the very same lines"]


def test_the_same_item_for_days_that_another_bill_has_billed_is_held():
    late = bill("item first last quantity unit_price amount\ninbound 2026-10-31 2026-11-30 5 1 5.00", "INV-9")
    assert whys(late, bill(ROWS, "INV-1")) == ["inbound is billed for 2026-10-01 to 2026-10-31 in INV-1 as well"]
    after = bill("item first last quantity unit_price amount\ninbound 2026-11-01 2026-11-30 5 1 5.00", "INV-9")
    assert whys(after, bill(ROWS, "INV-1")) == []


def test_parts_of_two_sites_are_no_duplicates():
    mnl, cebu = (
        bill(f"item site quantity unit_price amount\ninbound {site} 5 1 5.00", f"N-{site}")
        for site in ("mnl1", "cebu1")
    )
    assert whys(mnl, cebu) == []


def test_what_a_credit_note_takes_back_may_be_billed_again():
    wrong, anew = bill(ROWS, "INV-1"), bill(ROWS, "INV-7")
    note = bill(
        "item quantity unit_price amount\ninbound -1000 1 -1000.00", "CN-1", type="credit_note", corrects="INV 1"
    )
    assert whys(anew, wrong)
    assert whys(anew, wrong, note) == []


def test_two_credit_notes_of_one_content_are_held():
    notes = [
        bill("item quantity unit_price amount\ninbound -5 1 -5.00", one, type="credit_note")
        for one in ("CN-10", "CN-2")
    ]
    assert whys(*notes)


def test_a_document_that_repeats_another_is_rejected_and_the_first_one_paid():
    found = match(expected(MONTH), [bill(ROWS, "INV-1"), bill(ROWS, "inv 1", file="again.xml")], MatchTerms())
    assert (found.outcome, found.pay_now) == ("match", Decimal("1000.00"))
    assert [(one.bill.file, one.why) for one in found.rejected] == [
        ("again.xml", "billed twice: number INV-1 of INV-1.xml: the same document once more")
    ]


def test_nothing_is_paid_while_something_is_held():
    found = match(expected(MONTH), [bill(ROWS, "INV-1")], MatchTerms(), before=[bill(ROWS, "77", partner="boreal")])
    assert (found.outcome, found.payable, found.pay_now) == ("match", Decimal("1000.00"), Decimal(0))
