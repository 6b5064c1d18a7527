"""Level: what a value is to reach: one number, or both ends of a range."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """The two ends of a level, both within it."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        """As a reader says it.

        >>> print(Range(Decimal(80), Decimal("86.5")))
        80 to 86.5
        """
        return f"{self.low:,f} to {self.high:,f}"


Level = Decimal | Range
