"""Aim: the level that a metric is to reach, and which way is better (domain.md 2.3, step 1).

>>> Aim.of("lower", expected=Decimal(5)).reached(Fraction(5)), Aim.of("range", low=Decimal(80), high=Decimal(86))
(True, Aim(direction='range', low=Fraction(80, 1), high=Fraction(86, 1)))
>>> Aim.of("range", expected=Decimal(80))
Traceback (most recent call last):
ValueError: a range needs `low` and `high`
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.money import for_reading, plain

Direction = Literal["higher", "lower", "range"]


@dataclass(frozen=True, slots=True)
class Aim:
    """Values from `low` to `high`, both included, in the metric's unit; None is no bound on that side."""

    direction: Direction
    low: Fraction | None
    high: Fraction | None

    @classmethod
    def of(
        cls,
        direction: str,
        *,
        expected: Decimal | None = None,
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> "Aim":
        """The aim of a target as written; raises ValueError where it does not fit the direction."""
        if direction == "range":
            if low is None or high is None:
                raise ValueError("a range needs `low` and `high`")
            if low > high:
                raise ValueError(f"`low` {low} is above `high` {high}")
            return cls("range", Fraction(low), Fraction(high))
        if expected is None:
            raise ValueError("a level needs `expected`")
        if direction == "higher":
            return cls("higher", Fraction(expected), None)
        if direction == "lower":
            return cls("lower", None, Fraction(expected))
        raise ValueError("a metric that knows no better or worse has no target")

    def reached(self, value: Fraction) -> bool:
        """Whether the value, never rounded, lies within."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def oriented(self, value: Fraction) -> Fraction:
        """The value turned so that higher is better: as it is, negated, or minus its distance from the centre."""
        if self.low is not None and self.high is not None:
            return -abs(value - (self.low + self.high) * Fraction(1, 2))
        return value if self.high is None else -value

    @property
    def bound(self) -> Fraction:
        """The oriented value that just reaches."""
        return self.oriented(next(one for one in (self.low, self.high) if one is not None))

    def __str__(self) -> str:
        """As a reader says it.

        >>> print(Aim.of("higher", expected=Decimal("80.0")), Aim.of("lower", expected=Decimal(5)), sep=", ")
        ≥ 80, ≤ 5
        """
        if self.low is not None and self.high is not None:
            return f"{_said(self.low)} to {_said(self.high)}"
        return f"≥ {_said(self.low)}" if self.low is not None else f"≤ {_said(self.high)}"


def _said(bound: Fraction | None) -> str:
    if bound is None:
        return ""
    read = for_reading(bound)
    return plain(read.to_integral_value() if bound.denominator == 1 else read.normalize())
