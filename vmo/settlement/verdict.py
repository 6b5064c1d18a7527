"""Verdict: the state of a value against its target, under the trigger (domain.md 3.1; decisions M1, M7, S1, S2)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.records import MISSED, State
from vmo.terms import LevelRange, Target

Direction = Literal["higher", "lower", "range", "none"]


@dataclass(frozen=True, slots=True)
class Side:
    """The end of a target at which a value lies, and which way is better there."""

    direction: Literal["higher", "lower"]
    expected: Decimal
    minimum: Decimal

    def reached(self, value: Fraction, level: Decimal) -> bool:
        return value <= Fraction(level) if self.direction == "lower" else value >= Fraction(level)


def side_of(value: Fraction, target: Target, direction: Direction) -> Side:
    """The only side of a level; of a range the upper one above it, else the lower.

    >>> range_ = Target(expected={"low": 80, "high": 86}, minimum={"low": 75, "high": 90})
    >>> side_of(Fraction(87), range_, "range"), side_of(Fraction(80), range_, "range").expected
    (Side(direction='lower', expected=Decimal('86'), minimum=Decimal('90')), Decimal('80'))
    """
    expected = target.expected
    minimum = expected if target.minimum is None else target.minimum
    if isinstance(expected, LevelRange) and isinstance(minimum, LevelRange):
        above = value > Fraction(expected.high)
        return Side("lower", expected.high, minimum.high) if above else Side("higher", expected.low, minimum.low)
    if isinstance(expected, LevelRange) or isinstance(minimum, LevelRange):
        raise TypeError("a range and a level are no two levels of one target; the contract refuses them")
    return Side("lower" if direction == "lower" else "higher", expected, minimum)


def state_of(
    value: Fraction | None, target: Target | None, direction: Direction, trigger: str | None, missed_before: int = 0
) -> State:
    """The state of a value; compared exactly, never after rounding. `missed_before` months running were missed.

    >>> state_of(Fraction("79.9"), Target(expected=80, minimum=75), "higher", "minimum")
    'amber'
    >>> state_of(Fraction("79.9"), Target(expected=80, minimum=75), "higher", "minimum_or_3x_expected", 2)
    'breach'
    """
    if value is None:
        return "no_volume"
    if target is None or direction == "none":
        return "no_target"
    side = side_of(value, target, direction)
    if side.reached(value, side.expected):
        return "met"
    if trigger == "expected" or trigger is None:
        return "breach"
    if not side.reached(value, side.minimum):
        return "breach"
    return "breach" if trigger == "minimum_or_3x_expected" and missed_before >= 2 else "amber"


def gated(state: State, *, lost: bool, by_clause: bool) -> State:
    """The state once the gates are heard: what lost Collected or Integrity has no valid data (domain.md 2.4).

    By clause that is a miss, whatever the value says: else a bad figure would cost less than none. Without a clause a miss
    stays the miss that it is, and nothing is known to be met, excused or of too little volume.

    >>> gated("met", lost=True, by_clause=False), gated("breach", lost=True, by_clause=False)
    ('no_data', 'breach')
    >>> gated("breach", lost=True, by_clause=True), gated("met", lost=False, by_clause=True)
    ('no_data', 'met')
    """
    if not lost or state == "no_target":
        return state
    return "no_data" if by_clause or state not in MISSED else state
