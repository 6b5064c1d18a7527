"""Levels as the proofs take them: a number, or the two ends of a range (domain.md 1.0)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any


def ends(level: Any) -> Any:
    """A level as the proof takes it: a number, or the two ends of a range."""
    return (level.low, level.high) if hasattr(level, "low") else level


def missed_end(aimed: Any, direction: str, value: Fraction | None) -> tuple[Decimal, str]:
    """The level that was missed and which way is better there; of a range the end that the value lies beyond."""
    if not isinstance(aimed, tuple):
        return aimed if aimed is not None else Decimal(0), direction
    low, high = aimed
    return (low, "higher") if value is None or value < Fraction(low) else (high, "lower")
