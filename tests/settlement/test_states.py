"""The verdict and its proof, for any figures: the same state, whatever is measured, aimed at, missed before or lost."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmo.proofs import attainment
from vmo.proving.levels import as_compared, ends
from vmo.records import Ratio
from vmo.settlement.compared import compared
from vmo.settlement.verdict import gated, state_of
from vmo.terms import LevelRange, Rounding, Target

TRIGGERS = ("expected", "minimum", "minimum_or_3x_expected")
levels = st.decimals(min_value=0, max_value=12, places=1)


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    direction = draw(st.sampled_from(["higher", "lower", "none"]))
    levels_of = sorted([draw(levels), draw(levels)], reverse=direction == "higher")
    outer_low, low, high, outer_high = sorted(draw(st.lists(levels, min_size=4, max_size=4)))
    ranged = Target(
        expected=LevelRange(low=low, high=high),
        minimum=draw(st.sampled_from([None, LevelRange(low=outer_low, high=outer_high)])),
    )
    return {
        "numerator": Decimal(draw(st.integers(0, 12))),
        "denominator": Decimal(draw(st.integers(0, 10))),
        "direction": direction,
        "target": draw(st.sampled_from([None, ranged, Target(expected=levels_of[0], minimum=levels_of[1])])),
        "trigger": draw(st.sampled_from(TRIGGERS)),
        "before": draw(st.integers(0, 4)),
        "rounding": draw(
            st.one_of(
                st.none(), st.builds(Rounding, digits=st.integers(0, 2), mode=st.sampled_from(["half_up", "down"]))
            )
        ),
        "lost": draw(st.booleans()),
        "by_clause": draw(st.booleans()),
    }


def first(case: dict[str, Any]) -> str:
    value = compared(Ratio(case["numerator"], case["denominator"]).value, case["rounding"])
    state = state_of(value, case["target"], case["direction"], case["trigger"], case["before"])
    return gated(state, lost=case["lost"], by_clause=case["by_clause"])


def second(case: dict[str, Any]) -> tuple[str, bool]:
    target = case["target"]
    ratio, scale = as_compared(Ratio(case["numerator"], case["denominator"]), 1, case["rounding"])
    state, bears = attainment.state(
        ratio.numerator,
        ratio.denominator,
        scale=scale,
        direction=case["direction"],
        expected=ends(target.expected) if target else None,
        minimum=ends(target.minimum) if target else None,
        trigger=case["trigger"],
        missed_before=case["before"],
    )
    if case["lost"]:
        state = attainment.untrusted(state, unknown_is_a_miss=case["by_clause"])
    return state, bears and state == "breach"


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("79.999", "amber"),
        ("80", "met"),  # both ends are within
        ("86", "met"),
        ("86.001", "amber"),
        ("90", "amber"),
        ("90.001", "breach"),
        ("74.999", "breach"),
    ],
)
def test_a_range_is_missed_on_either_side(value, state):
    target = Target(expected={"low": 80, "high": 86}, minimum={"low": 75, "high": 90})
    assert state_of(Fraction(value), target, "range", "minimum") == state


@given(cases())
def test_both_calculations_give_one_state(case):
    state, bears = second(case)
    assert first(case) == state
    assert bears == (state == "breach")


@given(cases())
def test_what_lost_collected_or_integrity_is_never_met_and_never_gains(case):
    whole, lost = first({**case, "lost": False}), first({**case, "lost": True})
    assert lost != "met"
    if whole in ("amber", "breach", "no_target"):
        assert lost in (whole, "no_data")
    if case["by_clause"] and whole != "no_target":
        assert lost == "no_data"
