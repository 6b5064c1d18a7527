"""Levels as the proofs take them: a number, or the two ends of a range (domain.md 1.0)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs import credits as crediting
from vmo.records import Ratio


def ends(level: Any) -> Any:
    """A level as the proof takes it: a number, or the two ends of a range."""
    return (level.low, level.high) if hasattr(level, "low") else level


def missed_end(aimed: Any, direction: str, value: Fraction | None) -> tuple[Decimal, str]:
    """The level that was missed and which way is better there; of a range the end that the value lies beyond."""
    if not isinstance(aimed, tuple):
        return aimed if aimed is not None else Decimal(0), direction
    low, high = aimed
    return (low, "higher") if value is None or value < Fraction(low) else (high, "lower")


def as_compared(ratio: Ratio, scale: int, rounding: Any) -> tuple[Ratio, int]:
    """The ratio and its scale as a contract compares them: as measured, or its value in the contract's digits, over one."""
    if rounding is None or ratio.numerator is None or ratio.denominator == 0:
        return ratio, scale
    under = Fraction(1) if ratio.denominator is None else Fraction(ratio.denominator)
    to = {"half_up": crediting.half_up, "down": crediting.down}[rounding.mode]
    return Ratio(to(Fraction(ratio.numerator) * scale / under, rounding.digits), Decimal(1)), 1
