"""Sampling: the worked intervals of the specification, exact words, and bounds beside two other ways to find them."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest

from vmo.money import for_reading
from vmo.records import RefusedError
from vmo.sampling import Sample, Stratum, interval, method, nps_error, simple, stratified, told, word

TARGET = Fraction(95, 100)


def read(sample, **how):
    return [str(for_reading(100 * bound, 1)) for bound in interval(sample, **how)]


@pytest.mark.parametrize(
    ("hits", "n", "bounds"),
    [
        (144, 150, ["91.5", "98.2"]),
        (1152, 1200, ["94.7", "97.0"]),
        (60, 60, ["94.0", "100.0"]),
        (0, 60, ["0.0", "6.0"]),
        (1, 2, ["9.5", "90.5"]),
    ],
)
def test_the_interval_is_wilsons(hits, n, bounds):
    assert read(simple(hits, n)) == bounds


@pytest.mark.parametrize(
    ("hits", "n", "side", "expected"),
    [
        (60, 60, "two-sided", "indistinguishable"),  # lower bound 93.98
        (60, 60, "one-sided", "proven met"),  # lower bound 95.7
        (144, 150, "two-sided", "indistinguishable"),
        (1152, 1200, "two-sided", "indistinguishable"),  # lower bound 94.7
        (1200, 1200, "two-sided", "proven met"),
        (100, 150, "two-sided", "proven missed"),
        (133, 150, "two-sided", "proven missed"),  # 88.7, upper bound 92.8
    ],
)
def test_a_sample_proves_of_a_target_what_its_interval_says(hits, n, side, expected):
    assert word(simple(hits, n), TARGET, "higher", side=side) == expected


@pytest.mark.parametrize("hits", range(41))
@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_the_word_follows_from_the_bounds(hits, direction):
    sample = simple(hits, 40)
    low, high = interval(sample)
    for percent in range(1, 100):
        target = Fraction(percent, 100)
        within = low < target < high
        better = low >= target if direction == "higher" else high <= target
        expected = "indistinguishable" if within else "proven met" if better else "proven missed"
        assert word(sample, target, direction) == expected, (hits, percent)


def test_a_bound_that_is_the_target_is_met_and_never_missed():
    z, n = Fraction("1.96"), 4
    low = Fraction(n) / (n + z * z)  # the lower bound of n of n, a fraction
    assert word(simple(n, n), low, "higher") == "proven met"
    assert word(simple(n, n), low + Fraction(1, 10**30), "higher") == "indistinguishable"
    assert word(simple(0, n), 1 - low, "higher") == "indistinguishable"
    assert word(simple(0, n), 1 - low + Fraction(1, 10**30), "higher") == "proven missed"


def test_nothing_proves_a_target_of_all_and_one_error_disproves_it():
    assert word(simple(10_000, 10_000), Fraction(1), "higher") == "indistinguishable"
    assert word(simple(9_999, 10_000), Fraction(1), "higher") == "proven missed"
    assert word(simple(0, 10), Fraction(0), "higher") == "proven met"
    assert word(simple(0, 10), Fraction(0), "lower") == "indistinguishable"
    assert word(simple(1, 10), Fraction(0), "lower") == "proven missed"


def test_of_a_small_whole_all_that_was_seen_is_sure():
    assert interval(simple(20, 20, 20)) == (1, 1)
    assert word(simple(20, 20, 20), Fraction(1), "higher") == "proven met"
    assert word(simple(19, 20, 20), TARGET, "higher") == "proven met"
    assert word(simple(18, 20, 20), TARGET, "higher") == "proven missed"


def test_sixty_of_sixty_prove_95_percent_in_a_small_whole():
    assert method(simple(60, 60, 1200)) == "wilson"  # 5 % exactly is not above
    assert method(simple(60, 60, 100)) == "hypergeometric"
    assert word(simple(60, 60, 100), TARGET, "higher") == "proven met"


@pytest.mark.parametrize("hits", range(5))
def test_hypergeometric_bounds_are_those_of_every_possible_draw(hits):
    size, n, tail = 11, 4, Fraction(25, 1000)
    possible = []
    for whole in range(size + 1):
        drawn = [sum(unit < whole for unit in draw) for draw in combinations(range(size), n)]
        above, below = sum(x >= hits for x in drawn), sum(x <= hits for x in drawn)
        if min(Fraction(above, len(drawn)), Fraction(below, len(drawn))) > tail:
            possible.append(whole)
    assert interval(simple(hits, n, size)) == (Fraction(min(possible), size), Fraction(max(possible), size))


def test_strata_drawn_at_one_rate_are_one_sample():
    strata = [Stratum(1000, 10, 9), Stratum(500, 5, 5)]
    assert stratified(strata) == Sample(Fraction(14, 15), 15, Fraction(15), 1500)


def test_strata_weigh_by_their_size_not_by_what_was_drawn():
    few_of_many, many_of_few = Stratum(900, 5, 5), Stratum(100, 45, 0)
    sample = stratified([few_of_many, many_of_few])
    assert sample.share == Fraction(9, 10)  # of those drawn only 5 in 50 are right
    assert sample.effective < sample.n
    assert read(sample)[0] < read(simple(45, 50))[0]


def test_a_stratum_of_which_nothing_was_drawn_leaves_the_whole_unknown():
    assert stratified([Stratum(900, 5, 5), Stratum(100, 0, 0)]) is None
    assert stratified([]) is None


def test_a_confidence_that_no_table_has_is_refused():
    with pytest.raises(RefusedError, match="confidence: found 94 two-sided, expected one of 90 two-sided"):
        interval(simple(1, 2), confidence=94)


def test_the_error_of_a_net_promoter_score_is_that_of_its_two_sides():
    assert str(for_reading(100 * nps_error(50, 20, 100), 1)) == "7.8"  # sqrt((0.5 + 0.2 - 0.09) / 100)
    assert nps_error(10, 0, 10) == 0


def test_what_is_told_is_in_the_unit_of_the_measure():
    said = told(simple(144, 150), Decimal("91.5"), "higher", 100)
    assert (said.n, str(said.low), str(said.high), said.word) == (150, "91.548546", "98.154109", "proven met")
    assert told(simple(144, 150), Decimal("91.6"), "higher", 100).word == "indistinguishable"
    assert told(simple(6, 150), Decimal("8.5"), "lower", 100).word == "proven met"
    assert told(simple(6, 150), Decimal("1.8"), "lower", 100).word == "proven missed"
    assert told(simple(6, 150), None, "lower", 100).word is None
    assert told(simple(0, 0), Decimal(90), "higher", 100) is None
