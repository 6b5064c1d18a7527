"""Split: what of a credit falls under each tax of the month, as it is split over the charges that it reduces (decision D1)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from vmo.matching.laid import CREDIT, CREDITS
from vmo.records import Expected

ZERO = Decimal(0)
Kind = tuple[str, Decimal]


def due(expected: Expected, key: str) -> dict[Kind, Decimal]:
    """Category and rate → what of the credit that a key names, or of all, falls under it; empty where it is not known."""
    found: dict[Kind, Decimal] = {}
    for one in expected.credits:
        if key in (CREDITS, f"{CREDIT}{one.measure}"):
            for category, rate, amount in one.parts:
                found[category, rate] = found.get((category, rate), ZERO) + amount
    return found


def by_rate(expected: Expected, key: str, withheld: Decimal) -> Iterator[tuple[Decimal, Fraction]]:
    """What is withheld of a credit, by the rates of its parts."""
    parts = due(expected, key)
    whole = sum(parts.values(), ZERO)
    for (_, rate), amount in parts.items():
        yield rate, Fraction(withheld) * Fraction(amount) / Fraction(whole)
