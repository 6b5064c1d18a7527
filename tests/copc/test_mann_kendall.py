"""The exact Mann-Kendall tail: against every order of the sample, against the tables, and as a distribution."""

from fractions import Fraction
from itertools import permutations
from math import factorial, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmo.copc.mann_kendall import by_falling_pairs, statistic, tail_at, upper_tail

TIES = [
    *[(1,) * 6, (2, 2, 2), (3, 3), (1, 2, 3), (5, 1), (6,)],
    *[(1,) * 7, (1, 1, 1, 2, 2), (3, 4), (1, 6)],
    *[(2, 2, 2, 2), (1, 1, 3, 3), (5, 2, 1), (1, 1, 1, 1, 4)],
    *[(3, 3, 3), (1, 2, 3, 3), (2, 2, 2, 3), (1, 1, 1, 6)],
]
groups = st.lists(st.integers(1, 6), min_size=1, max_size=6)
small = st.lists(st.integers(1, 3), min_size=1, max_size=5)
values = st.lists(st.integers(-3, 3).map(Fraction), min_size=1, max_size=12)


def s_of(order):
    """S, by another hand."""
    return sum(
        1 if order[j] > order[i] else -1 if order[j] < order[i] else 0 for j in range(len(order)) for i in range(j)
    )


@pytest.mark.parametrize("ties", TIES, ids=str)
def test_the_tail_is_the_share_of_orders_that_rise_as_much(ties):
    sample = [group for group, size in enumerate(ties) for _ in range(size)]
    orders = [s_of(order) for order in set(permutations(sample))]
    for s in range(min(orders) - 1, max(orders) + 2):
        assert tail_at(ties, s) == Fraction(sum(one >= s for one in orders), len(orders)), s


@pytest.mark.parametrize(
    ("n", "s", "p"),
    [
        (6, 11, Fraction(20, 720)),
        (6, 9, Fraction(49, 720)),
        (6, 13, Fraction(6, 720)),
        (7, 13, Fraction(174, 5040)),
    ],
)
def test_the_tails_without_ties_are_those_of_the_tables(n, s, p):
    assert tail_at([1] * n, s) == p


@pytest.mark.parametrize(("n", "s", "p"), [(7, 11, "0.068"), (8, 16, "0.031"), (8, 14, "0.054")])
def test_the_tails_that_are_printed_to_three_places_are_those_of_the_tables(n, s, p):
    assert abs(tail_at([1] * n, s) - Fraction(p)) <= Fraction(1, 2000)


def test_three_months_at_80_and_three_at_81_are_a_trend_although_s_is_nine():
    rising = [Fraction(one) for one in (80, 80, 80, 81, 81, 81)]
    assert statistic(rising) == 9
    assert upper_tail(rising) == Fraction(36, 720)


def test_equal_months_are_no_trend():
    assert (statistic([Fraction(80)] * 6), upper_tail([Fraction(80)] * 6)) == (0, 1)


@given(groups)
def test_every_order_is_counted_once(ties):
    assert sum(by_falling_pairs(ties)) == factorial(sum(ties)) // prod(map(factorial, ties))


@given(groups)
def test_rising_and_falling_are_equally_likely(ties):
    orders = by_falling_pairs(ties)
    assert orders == orders[::-1]
    assert all(count > 0 for count in orders)


@given(groups, st.randoms())
def test_the_order_of_the_groups_is_of_no_account(ties, random):
    shuffled = random.sample(ties, len(ties))
    assert by_falling_pairs(shuffled) == by_falling_pairs(ties)


@given(small)
def test_a_higher_s_is_never_likelier(ties):
    pairs = len(by_falling_pairs(ties)) - 1
    tails = [tail_at(ties, s) for s in range(-pairs - 1, pairs + 2)]
    assert tails == sorted(tails, reverse=True)
    assert (tails[0], tails[-1]) == (1, 0)


@given(values)
def test_the_tails_of_a_series_and_of_its_mirror_cover_everything(series):
    turned = [-one for one in series]
    assert statistic(turned) == -statistic(series)
    both = upper_tail(series) + upper_tail(turned)
    at = tail_at_exactly(series)
    assert both == 1 + at
    assert 0 < at <= 1


def tail_at_exactly(series):
    """The chance of this very S."""
    ties = [series.count(one) for one in set(series)]
    s = statistic(series)
    return tail_at(ties, s) - tail_at(ties, s + 1)


@given(values, st.integers(1, 5), st.integers(-5, 5))
def test_neither_unit_nor_zero_point_matters(series, unit, zero):
    assert upper_tail([unit * one + zero for one in series]) == upper_tail(series)


def test_three_years_of_months_are_counted_exactly_too():
    assert upper_tail([Fraction(one) for one in range(36)]) == Fraction(1, factorial(36))
