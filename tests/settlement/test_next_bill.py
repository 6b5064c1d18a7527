"""Credits on the bill of the month after: what is refused, what a restated month changes, and where a contract ends."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from vmo import yaml12
from vmo.past import PastMonth
from vmo.records import Ratio, RefusedError
from vmo.settlement.history import as_past
from vmo.settlement.performance import Performance
from vmo.settlement.settle import Settlement, settle
from vmo.terms import Contract, read_contract

CLAUSE = Path(__file__).parents[1] / "contracts/telus-ivr.yaml"


def contract(folder: Path, **changed: str) -> Contract:
    text = CLAUSE.read_text(encoding="utf-8")
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "c.yaml").write_text(text, encoding="utf-8")
    assert yaml12.read(folder / "c.yaml")
    return read_contract(folder / "c.yaml")


def month(told: Contract, period: str, speed: int, past: tuple[PastMonth, ...] = ()) -> tuple[Settlement, PastMonth]:
    first, last = told.month(period)
    ratios = {("availability", first): Ratio(1000, 1000), ("speed", first): Ratio(speed, 100)}
    performance = Performance(first, last, ratios, past=past)
    found = settle(told, performance)
    return found, as_past(performance, found)


def test_a_bill_without_the_month_before_is_refused(tmp_path):
    with pytest.raises(RefusedError, match=r"2026-01 is not recorded, .* run vmo month for it first"):
        month(contract(tmp_path), "2026-02", 80)


def test_the_credit_names_its_month_and_each_measure(tmp_path):
    told = contract(tmp_path)
    found, january = month(told, "2026-01", 70)
    (waiting,) = found.money.credits
    assert (f"{waiting.amount}", f"{waiting.carried}") == ("0.00", "3000.01")  # 20 points are 6 % of 50,000.10
    assert waiting.curve.endswith("on the bill of 2026-02")
    found, _ = month(told, "2026-02", 80, (january,))
    (taken,) = found.money.credits
    assert (taken.measure, taken.curve, taken.clause) == ("last_month", "of 2026-01: speed 3,000.01", "SLA 6")


def test_a_month_that_is_restated_comes_to_another_bill(tmp_path):
    told = contract(tmp_path)
    _, january = month(told, "2026-01", 70)
    _, restated = month(told, "2026-01", 80)
    assert [month(told, "2026-02", 80, (one,))[0].money.totals.credits for one in (january, restated)] == [
        Decimal("3000.01"),
        Decimal("0.00"),
    ]


def test_the_last_month_of_a_contract_bears_its_own_credits_and_those_before_it(tmp_path):
    told = contract(tmp_path, **{"credits:\n": "credits:\n  terminated_on: 2026-02-15\n"})
    _, january = month(told, "2026-01", 70)
    found, _ = month(told, "2026-02", 70, (january,))
    assert found.money.totals.credits == Decimal("6000.02")


def test_an_amendment_back_to_the_own_bill_leaves_no_credit_behind(tmp_path):
    back = '{value: next_month, ref: "SLA 6"}, 2026-02-01: {value: this_month, ref: "A 1"}'
    told = contract(tmp_path, **{'{value: next_month, ref: "SLA 6"}': back})
    _, january = month(told, "2026-01", 70)
    found, february = month(told, "2026-02", 70, (january,))
    assert found.money.totals.credits == Decimal("6000.02")
    found, _ = month(told, "2026-03", 80, (february, january))
    assert found.money.totals.credits == Decimal("0.00")


def test_a_past_without_money_has_nothing_to_take_off(tmp_path):
    told = contract(tmp_path)
    found, _ = month(told, "2026-02", 80, (replace(PastMonth("2026-01")),))
    assert found.money.credits == ()
