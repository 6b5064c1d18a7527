"""Verdict: the state of a value against its target, under the trigger (domain.md 3.1; decisions M1, M7, S1, S2)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.records import MISSED, State
from vmo.terms import Target

SKIPPED: tuple[State, ...] = ("excused", "no_volume", "low_volume", "no_data")
Direction = Literal["higher", "lower", "range", "none"]


def state_of(
    value: Fraction | None, target: Target | None, direction: Direction, trigger: str | None, earlier: Sequence[State]
) -> State:
    """The state of a value; compared exactly, never after rounding. `earlier` are the months before, latest first.

    >>> state_of(Fraction("79.9"), Target(expected=80, minimum=75), "higher", "minimum", [])
    'amber'
    >>> state_of(Fraction("79.9"), Target(expected=80, minimum=75), "higher", "minimum_or_3x_expected", ["amber", "amber"])
    'breach'
    """
    if value is None:
        return "no_volume"
    if target is None or direction in ("range", "none"):
        return "no_target"
    if _reaches(value, target.expected, direction):
        return "met"
    if trigger == "expected" or trigger is None:
        return "breach"
    minimum = target.expected if target.minimum is None else target.minimum
    if not _reaches(value, minimum, direction):
        return "breach"
    return "breach" if trigger == "minimum_or_3x_expected" and run_of_misses(earlier) >= 2 else "amber"


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


def run_of_misses(earlier: Sequence[State], counted: Sequence[State] = MISSED) -> int:
    """Consecutive earlier months in one of the counted states, latest first.

    A month without a verdict neither counts nor ends the run (M7).

    >>> run_of_misses(["amber", "no_volume", "breach", "met", "breach"])
    2
    """
    run = 0
    for state in earlier:
        if state in SKIPPED:
            continue
        if state not in counted:
            break
        run += 1
    return run


def _reaches(value: Fraction, level: Decimal, direction: Direction) -> bool:
    return value <= Fraction(level) if direction == "lower" else value >= Fraction(level)
