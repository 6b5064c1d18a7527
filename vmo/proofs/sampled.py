"""Sampled, second calculation, from domain.md 1.5 and decision Q5: whether a sample proves that a share is missed

Wilson's bounds are (2np + z² ± z √(z² + 4np(1 - p))) / (2(n + z²)); the root is left by squaring both sides.

>>> proven_missed(126, 150, level=Fraction(95, 100), direction="higher", confidence=95, side="two-sided")
True
>>> proven_missed(140, 150, level=Fraction(95, 100), direction="higher", confidence=95, side="two-sided")
False
>>> proven_missed(140, 150, level=Fraction(95, 100), direction="higher", confidence=80, side="two-sided")
Traceback (most recent call last):
vmo.records.RefusedError: confidence: found 80 two-sided, expected 90, 95 or 99, two-sided or one-sided
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

QUANTILES = {
    "two-sided": {90: "1.645", 95: "1.96", 99: "2.576"},
    "one-sided": {90: "1.282", 95: "1.645", 99: "2.326"},
}


def proven_missed(
    hits: Decimal | int, drawn: Decimal | int, *, level: Fraction, direction: str, confidence: int, side: str
) -> bool:
    """Whether the better bound of the share is worse than the level; an empty sample proves nothing. Raises RefusedError."""
    if confidence not in QUANTILES.get(side, {}):
        raise RefusedError([f"confidence: found {confidence} {side}, expected 90, 95 or 99, two-sided or one-sided"])
    n = Fraction(drawn)
    if n == 0:
        return False
    z = Fraction(QUANTILES[side][confidence])
    p = Fraction(hits) / n
    beyond = level * 2 * (n + z * z) - 2 * n * p - z * z
    if direction == "lower":
        beyond = -beyond
    return beyond > 0 and beyond * beyond > z * z * (z * z + 4 * n * p * (1 - p))
