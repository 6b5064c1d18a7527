"""Figures: exact ratios, and the cells that they are sums of."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two additive numbers, or two expressions that count them; a plain count has no denominator.

    >>> Ratio(450, 610).value, Ratio(7).value, Ratio(0, 0).value
    (Fraction(45, 61), Fraction(7, 1), None)
    """

    numerator: Any
    denominator: Any = None

    @property
    def value(self) -> Fraction | None:
        """The exact quotient; no data is None."""
        if self.numerator is None or self.denominator == 0:
            return None
        return Fraction(self.numerator) / (1 if self.denominator is None else Fraction(self.denominator))


@dataclass(frozen=True, slots=True)
class Cell:
    """Sums of one figure at one instant and under one combination of dimensions, where the service was open.

    `at` is the UTC quarter-hour in which the rows were counted, or an instant in it where an arrangement placed them;
    `local` is the same on the contract's clock. `dimensions` names the partner and each dimension of the kind. `value` is
    that of each of the rows, in seconds, where they were counted by it: then `at` may be the beginning of their day.
    """

    at: datetime
    local: datetime
    dimensions: dict[str, str | None]
    ratio: Ratio
    value: Decimal | None = None
