"""Attainment, second calculation, from domain.md 3.1 and decisions M1, M7, S1, S2.

>>> state(790, 1000, scale=100, direction="higher", expected=80, minimum=75, trigger="minimum")
('amber', False)
>>> state(790, 1000, scale=100, direction="higher", expected=80, minimum=75, trigger="always")
Traceback (most recent call last):
vmo.records.RefusedError: trigger: found 'always', expected one of expected, minimum, minimum_or_3x_expected
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import MISSED, RefusedError, State

Number = Fraction | Decimal | int
Ends = tuple[Number, Number]
Judged = tuple[State, bool]

TRIGGERS = ("expected", "minimum", "minimum_or_3x_expected")
IN_A_ROW = 3
WAYS = ("higher", "lower")


def state(
    numerator: Decimal | int | None,
    denominator: Decimal | int | None,
    *,
    scale: int,
    direction: str,
    expected: Number | Ends | None,
    minimum: Number | Ends | None = None,
    trigger: str = "expected",
    missed_before: int = 0,
) -> Judged:
    """State of a measure, and whether it bears credit. Raises RefusedError.

    A missing denominator is a plain count; a level of two ends is a range; a missing minimum equals the expected
    level. `missed_before` months running were missed. Where a contract names no trigger it bears no credits: every
    month worse than expected is a breach.
    """
    if trigger not in TRIGGERS:
        raise RefusedError([f"trigger: found {trigger!r}, expected one of {', '.join(TRIGGERS)}"])
    if numerator is None:
        return "no_data", False
    if denominator == 0:
        return "no_volume", False
    if expected is None or direction == "none":
        return "no_target", False
    measured = (numerator, 1 if denominator is None else denominator, scale, direction)
    if not worse(*measured, expected):
        return "met", False
    if trigger == "expected" or worse(*measured, expected if minimum is None else minimum):
        return "breach", True
    if trigger == "minimum_or_3x_expected" and missed_before + 1 >= IN_A_ROW:
        return "breach", True
    return "amber", False


def untrusted(verdict: State, *, unknown_is_a_miss: bool) -> State:
    """What a verdict becomes whose data failed Collected or Integrity (domain.md 2.4): no valid data.

    Only a miss is one without the data that failed; where a clause gives unknown data a value, it gives it this one too.

    >>> untrusted("met", unknown_is_a_miss=False), untrusted("amber", unknown_is_a_miss=False)
    ('no_data', 'amber')
    """
    if verdict == "no_target" or (verdict in MISSED and not unknown_is_a_miss):
        return verdict
    return "no_data"


def worse(
    numerator: Decimal | int, denominator: Decimal | int, scale: int, direction: str, level: Number | Ends
) -> bool:
    """Numerator, scaled, over denominator, against the level, in integers, cross-multiplied; of a range outside its ends."""
    if isinstance(level, tuple):
        return any(worse(numerator, denominator, scale, way, end) for way, end in zip(WAYS, level, strict=True))
    above, below = numerator.as_integer_ratio()
    base, part = denominator.as_integer_ratio()
    wanted, of = level.as_integer_ratio()
    reached = above * part * scale * of
    needed = wanted * below * base
    return reached < needed if direction == "higher" else reached > needed
