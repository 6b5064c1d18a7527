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
from math import ceil, comb

from vmo.records import RefusedError

QUANTILES = {
    "two-sided": {90: "1.645", 95: "1.96", 99: "2.576"},
    "one-sided": {90: "1.282", 95: "1.645", 99: "2.326"},
}


def proven_missed(
    hits: Decimal | Fraction | int,
    drawn: Decimal | Fraction | int,
    *,
    level: Fraction,
    direction: str,
    confidence: int,
    side: str,
    size: int | None = None,
) -> bool:
    """Whether the better bound of the share is worse than the level; an empty sample proves nothing. Raises RefusedError.

    `size` tells the whole of a sample that was drawn from it alike: above 5 % of it the exact chances decide.

    >>> exact = {"level": Fraction(95, 100), "direction": "higher", "confidence": 95, "side": "two-sided"}
    >>> proven_missed(92, 104, **exact), proven_missed(92, 104, **exact, size=5000), proven_missed(92, 104, **exact, size=110)
    (True, True, True)
    >>> proven_missed(95, 104, **exact), proven_missed(95, 104, **exact, size=110)
    (False, True)
    """
    if confidence not in QUANTILES.get(side, {}):
        raise RefusedError([f"confidence: found {confidence} {side}, expected 90, 95 or 99, two-sided or one-sided"])
    n = Fraction(drawn)
    if n == 0:
        return False
    if size is not None and n * 20 > size:
        good = int(hits) if direction != "lower" else int(n) - int(hits)
        return _rare(good, int(n), level if direction != "lower" else 1 - level, size, confidence, side)
    z = Fraction(QUANTILES[side][confidence])
    p = Fraction(hits) / n
    beyond = level * 2 * (n + z * z) - 2 * n * p - z * z
    if direction == "lower":
        beyond = -beyond
    return beyond > 0 and beyond * beyond > z * z * (z * z + 4 * n * p * (1 - p))


def _rare(good: int, n: int, level: Fraction, size: int, confidence: int, side: str) -> bool:
    """Whether so few good ones would be rarely drawn if the whole held just enough of them."""
    enough = ceil(level * size)
    if enough > size - (n - good):  # then the whole cannot hold enough
        return True
    chances = sum(comb(enough, x) * comb(size - enough, n - x) for x in range(good + 1))
    tail = Fraction(100 - confidence, 200 if side == "two-sided" else 100)
    return Fraction(chances, comb(size, n)) <= tail
