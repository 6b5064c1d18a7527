"""Verdict: the state of a value against its target, under the trigger (domain.md 3.1; decisions M1, M7, S1, S2)."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.records import MISSED, State
from vmo.terms import Target

Direction = Literal["higher", "lower", "range", "none"]


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
    if target is None or direction in ("range", "none"):
        return "no_target"
    if reaches(value, target.expected, direction):
        return "met"
    if trigger == "expected" or trigger is None:
        return "breach"
    minimum = target.expected if target.minimum is None else target.minimum
    if not reaches(value, minimum, direction):
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


def reaches(value: Fraction, level: Decimal, direction: Direction) -> bool:
    """Whether the value is as good as the level, or better; exact."""
    return value <= Fraction(level) if direction == "lower" else value >= Fraction(level)
