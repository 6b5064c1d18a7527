"""What is to be reached, and which way is better."""

from decimal import Decimal
from fractions import Fraction

import pytest

from vmo.copc.aim import Aim


def range_(low, high):
    return Aim.of("range", low=Decimal(low), high=Decimal(high))


@pytest.mark.parametrize(("value", "reached"), [(79, False), (80, True), (83, True), (86, True), (87, False)])
def test_a_range_holds_both_its_ends(value, reached):
    assert range_(80, 86).reached(Fraction(value)) is reached


def test_the_nearer_to_the_middle_of_a_range_the_better():
    aim = range_(80, 86)
    assert aim.oriented(Fraction(83)) == 0
    assert aim.oriented(Fraction(80)) == aim.oriented(Fraction(86)) == aim.bound == -3


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"direction": "range", "expected": Decimal(80)}, "a range needs `low` and `high`"),
        ({"direction": "range", "low": Decimal(86), "high": Decimal(80)}, "`low` 86 is above `high` 80"),
        ({"direction": "higher", "low": Decimal(80)}, "a level needs `expected`"),
        ({"direction": "none", "expected": Decimal(80)}, "no better or worse"),
    ],
)
def test_a_target_fits_its_direction(told, says):
    with pytest.raises(ValueError, match=says):
        Aim.of(**told)


@pytest.mark.parametrize(
    ("aim", "said"),
    [
        (Aim.of("higher", expected=Decimal("80.0")), "≥ 80"),
        (Aim.of("lower", expected=Decimal("0.50")), "≤ 0.5"),
        (Aim.of("lower", expected=Decimal(100)), "≤ 100"),
        (range_(80, 86), "80 to 86"),
    ],
)
def test_an_aim_reads_as_a_person_says_it(aim, said):
    assert str(aim) == said
