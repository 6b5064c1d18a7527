"""Sustained improvement, sentence by sentence (trends.yaml), and what holds of every series."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmo import yaml12
from vmo.copc.aim import Aim
from vmo.copc.autocorrelation import lag_1
from vmo.copc.theil_sen import slope
from vmo.copc.trend import trend

CASES = yaml12.read(Path(__file__).with_name("trends.yaml")).data
KEYS = {"name", "months", "aim", "materiality", "expect", "lacks"}
EXPECTED = {"s", "p", "slope", "improving", "deteriorating"}
series = st.lists(st.fractions(-100, 100, max_denominator=10), min_size=2, max_size=9)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sentence(case):
    assert case.keys() <= KEYS
    assert case["expect"].keys() <= EXPECTED
    assert "improving" in case["expect"]
    given_ = {"materiality": Fraction(case["materiality"])} if "materiality" in case else {}
    found = trend([Fraction(one) for one in case["months"]], Aim.of(**case["aim"]), **given_)
    for name, expected in case["expect"].items():
        assert getattr(found, name) == (expected if isinstance(expected, bool) else Fraction(expected)), name
    assert found.why_not == tuple(case.get("lacks", ())) or "lacks" not in case
    assert bool(found.why_not) is not found.improving


@given(series)
def test_what_improves_the_other_way_round_deteriorates(values):
    higher, lower = Aim("higher", Fraction(1000), None), Aim("lower", None, Fraction(-1000))
    up, down = trend(values, higher, materiality=Fraction(1)), trend(values, lower, materiality=Fraction(1))
    assert (up.improving, up.deteriorating) == (down.deteriorating, down.improving)
    assert (up.s, up.p, up.slope) == (-down.s, down.p_worse, -down.slope)
    assert not (up.improving and up.deteriorating)


@given(series)
def test_an_improvement_has_all_that_it_needs(values):
    found = trend(values, Aim("higher", Fraction(0), None), materiality=Fraction(1))
    needs = len(values) >= 6, found.p <= Fraction(1, 20), found.slope * (len(values) - 1) >= 1, values[-1] > values[0]
    assert found.improving is (all(needs) and found.slope > 0)


@given(series, st.fractions(-5, 5, max_denominator=4))
def test_a_slope_added_to_every_month_is_added_to_the_slope(values, step):
    assert slope([one + i * step for i, one in enumerate(values)]) == slope(values) + step


def test_the_slope_of_two_is_their_difference_and_of_an_even_number_of_pairs_the_mean_of_the_middle():
    assert slope([Fraction(3), Fraction(1)]) == -2
    assert slope([Fraction(one) for one in (1, 2, 9, 6)]) == Fraction(11, 6)  # -3, 1, 5/3, 2, 4, 7


def test_months_that_alternate_are_unlike_their_neighbours():
    assert lag_1([Fraction(one) for one in (1, -1, 1, -1)]) == Fraction(-3, 4)
