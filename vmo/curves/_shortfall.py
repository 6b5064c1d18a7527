"""Shortfall: by how much a value misses a level, positive for a miss, exact."""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

Exact = Fraction | Decimal | int


def shortfall(actual: Exact, level: Exact, direction: str) -> Fraction:
    """How far actual lies on the bad side of level: below it where higher is better, above it where lower is.

    >>> shortfall(Fraction(6), 5, "lower")
    Fraction(1, 1)
    """
    if direction not in ("higher", "lower"):
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower; all else bears no credit"])
    missed_by = Fraction(level) - Fraction(actual)
    return missed_by if direction == "higher" else -missed_by
