"""Tiered, second calculation, from domain.md 3.7 and decisions M3 to M5.

0 to 2 points short cost 25 %, 2 to 5 cost 50 %, more costs all: 3.5 short is half.

>>> bands = [{"from": 0, "to": 2, "percent": 25}, {"from": 2, "to": 5, "percent": 50}, {"from": 5, "percent": 100}]
>>> severity(actual=Decimal("76.5"), expected=80, direction="higher", bands=bands, closed="upper")
Fraction(1, 2)
>>> severity(actual=Decimal("76.5"), expected=80, direction="higher", bands=bands[:2], closed="upper")
Traceback (most recent call last):
vmo.records.RefusedError: bands: the last ends at 5, expected no end
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._edges import placed
from vmo.records import RefusedError

RETURNS = "share"
MULTIPLIED = CAPPED = BY_DAYS = True

Number = Fraction | Decimal | int


def severity(
    *, actual: Number, expected: Number, direction: str, bands: Sequence[Mapping[str, Any]], closed: str
) -> Fraction:
    """The share of the band that holds the shortfall; none without a shortfall. Raises RefusedError."""
    if direction not in ("higher", "lower"):
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower"])
    worse = Fraction(actual) - Fraction(expected)
    short = worse if direction == "lower" else -worse
    place, percents = placed(short, bands, closed, "percent", 0)
    if percents[0] < 0 or sorted(percents) != percents or percents[-1] > 100:
        raise RefusedError(["bands: percent must rise from 0 to 100 at most"])
    return Fraction(0) if short <= 0 else percents[place] * Fraction(1, 100)
