"""Small numbers: too few to be judged, and one miss that decides alone (domain.md 3.5; decisions S1, S2).

Both are tested in whole numbers. A part with fewer than `minimum_volume` in its denominator is `low_volume`, whatever its
value. Under `one_miss` a part is `excused` while its misses are no more than max(1, floor((1 - target) x n)).
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from vmo.catalogue import Metric
from vmo.records import MISSED, Ratio, State
from vmo.terms import LevelRange, Target


def judged(state: State, ratio: Ratio, target: Target | None, metric: Metric, terms: Mapping[str, Any]) -> State:
    """The state, or what the small number makes of it; no data and no volume stay what they are."""
    minimum_volume: Decimal | None = terms.get("minimum_volume")
    if state in ("no_data", "no_volume") or target is None:
        return state
    if minimum_volume is not None and ratio.denominator is not None and ratio.denominator < minimum_volume:
        return "low_volume"
    if state in MISSED and terms.get("one_miss") and _misses(ratio, metric) <= allowed(ratio, target, metric):
        return "excused"
    return state


def allowed(ratio: Ratio, target: Target, metric: Metric) -> int:
    """How many of the denominator may miss: one, or as many as the expected level leaves."""
    if isinstance(target.expected, LevelRange):
        raise TypeError("a range leaves no number of misses; the contract refuses one_miss beside it")
    level = Fraction(target.expected) / metric.scale
    share = level if metric.direction == "lower" else 1 - level
    return max(1, floor(share * Fraction(ratio.denominator)))


def _misses(ratio: Ratio, metric: Metric) -> Fraction:
    missed = ratio.numerator if metric.direction == "lower" else ratio.denominator - ratio.numerator
    return Fraction(missed)
