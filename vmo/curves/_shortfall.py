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


def exact(term: str, number: Exact) -> Fraction:
    """A number of the contract, exact; raises RefusedError for anything else.

    >>> exact("rate", Decimal("0.10"))
    Fraction(1, 10)
    """
    if isinstance(number, bool) or not isinstance(number, Fraction | Decimal | int) or number < 0:
        raise RefusedError([f"{term}: found {number}, expected a number, not below 0"])
    return Fraction(number)
