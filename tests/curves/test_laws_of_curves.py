"""Laws of every credit curve, on shortfalls and tables that nobody chose: it agrees with its proof, a worse miss never costs
less, a level that is reached costs nothing, and no value falls between two bands.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import plugins
from vmo.curves import GIVENS, points
from vmo.proofs import points as proven_points

MANY = settings(max_examples=60, deadline=None)
OF_A_LEVEL = ("cliff", "linear", "tiered", "per_point", "points")
SWITCHES = ("RETURNS", "MULTIPLIED", "CAPPED", "BY_DAYS")

levels = some.decimals("50", "100", places=2)
rates = some.decimals("0", "5000", places=2)


@some.composite
def bands(draw, brings: str, most: int = 100):
    """A table that no clause refuses: edges that rise from 0, what they bring never falling."""
    edges = sorted(draw(some.sets(some.decimals("0.1", "20", places=1), max_size=4)))
    brought = sorted(draw(some.lists(some.integers(0, most), min_size=len(edges) + 1, max_size=len(edges) + 1)))
    table = [{"from": Decimal(0), brings: brought[0]}]
    for edge, one in zip(edges, brought[1:], strict=True):
        table[-1]["to"] = edge
        table.append({"from": edge, brings: one})
    return table


@some.composite
def curves(draw):
    """Name, terms, expected level and direction of a curve over a level."""
    name, higher = draw(some.sampled_from(OF_A_LEVEL)), draw(some.booleans())
    expected = draw(levels)
    closed = draw(some.sampled_from(["upper", "lower"]))
    terms = {
        "cliff": dict,
        "linear": lambda: {"floor": expected - (1 if higher else -1) * draw(some.decimals("0.01", "30", places=2))},
        "tiered": lambda: {"bands": draw(bands("percent")), "closed": closed},
        "points": lambda: {"bands": draw(bands("points")), "closed": closed},
        "per_point": lambda: {
            "rate": draw(rates),
            "parts": draw(some.sampled_from(["fraction_up", "whole_only", "pro_rata"])),
            "per": draw(some.decimals("0.1", "3", places=1)),
        },
    }[name]()
    return name, {**terms, "expected": expected, "direction": "higher" if higher else "lower"}


def cost(name: str, actual: Fraction, terms: dict, folder: str = "curves") -> Fraction:
    return plugins.find(folder, name).severity(actual=actual, **terms)


def at(terms: dict, shortfall: Fraction) -> Fraction:
    """The value that is so far on the bad side of the level."""
    return Fraction(terms["expected"]) - (1 if terms["direction"] == "higher" else -1) * shortfall


@MANY
@given(curve=curves(), shortfall=some.fractions(-30, 30, max_denominator=500))
def test_a_curve_and_its_proof_agree(curve, shortfall):
    name, terms = curve
    value = at(terms, shortfall)
    found = cost(name, value, terms)
    assert found == cost(name, value, terms, "proofs")
    assert found >= 0
    if shortfall <= 0:
        assert found == 0
    if plugins.find("curves", name).RETURNS == "share":
        assert found <= 1


@MANY
@given(curve=curves())
def test_a_worse_miss_never_costs_less_and_none_falls_between_two_bands(curve):
    name, terms = curve
    grid = [Fraction(n, 40) for n in range(-40, 25 * 40)]
    costs = [cost(name, at(terms, shortfall), terms) for shortfall in grid]
    assert all(better <= worse for better, worse in pairwise(costs))


@MANY
@given(table=bands("percent"), closed=some.sampled_from(["upper", "lower"]), sums=some.fractions(0, 60))
def test_the_table_of_points_and_its_proof_agree(table, closed, sums):
    told = {"points": sums, "bands": table, "closed": closed}
    assert points.percent(**told) == proven_points.percent(**told)


@MANY
@given(
    hits=some.integers(0, 200),
    more=some.integers(0, 50),
    allowance=some.integers(0, 20),
    rate=rates,
    higher=some.booleans(),
)
def test_failures_and_their_proof_agree(*, hits, more, allowance, rate, higher):
    told = {
        "numerator": Decimal(hits),
        "denominator": Decimal(hits + more),
        "direction": "higher" if higher else "lower",
        "rate": rate,
        "allowance": allowance,
    }
    first, again = (plugins.find(folder, "per_event").severity(**told) for folder in ("curves", "proofs"))
    assert first == again
    assert first == Fraction(rate) * max((more if higher else hits) - allowance, 0)


@MANY
@given(
    values=some.lists(some.one_of(some.none(), some.decimals("0", "100", places=2)), min_size=1, max_size=5),
    edges=some.sets(some.integers(1, 99), max_size=4),
    pays=some.lists(some.integers(50, 100), min_size=5, max_size=5),
)
def test_a_grade_and_its_proof_agree(values, edges, pays):
    scores = {str(n): value for n, value in enumerate(values)}
    weights = dict.fromkeys(scores, Fraction(1, len(scores)))
    paid = sorted(pays)
    table = [{"grade": "E", "pays": paid[0]}]
    for n, edge in enumerate(sorted(edges), 1):
        table[-1]["to"] = edge
        table.append({"from": edge, "grade": "DCBA"[n - 1], "pays": paid[n]})
    told = {"scores": scores, "weights": weights, "bands": table}
    first, again = (plugins.find(folder, "grade").severity(**told) for folder in ("curves", "proofs"))
    assert first == again
    assert 0 <= first <= 100
    better = {name: value if value is None else value + 1 for name, value in scores.items()}
    assert plugins.find("curves", "grade").severity(**{**told, "scores": better}) <= first


@pytest.mark.parametrize("name", plugins.names("curves"))
def test_a_curve_and_its_proof_return_the_same_thing(name):
    curve, proof = (plugins.find(folder, name) for folder in ("curves", "proofs"))
    assert [getattr(curve, one) for one in SWITCHES] == [getattr(proof, one) for one in SWITCHES]
    assert {*curve.severity.__annotations__} == {*proof.severity.__annotations__}
    assert curve.severity.__annotations__.keys() & GIVENS
