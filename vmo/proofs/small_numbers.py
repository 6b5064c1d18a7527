"""Small numbers, second calculation, from domain.md 3.5 and decisions S1, S2

>>> few = {"scale": 100, "direction": "higher", "expected": 95, "one_miss": True}
>>> state("breach", 7, 8, **few), state("breach", 33, 35, **few), state("breach", 27, 29, minimum_volume=30, **few)
('excused', 'breach', 'low_volume')
>>> state("breach", 7, 8, **{**few, "direction": "range"})
Traceback (most recent call last):
vmo.records.RefusedError: one_miss: found a target of direction range, expected higher or lower
"""

from decimal import Decimal

from vmo.records import RefusedError, State

Number = Decimal | int
TOLD = ("no_data", "no_volume", "no_target", "met")


def state(
    verdict: State,
    numerator: Number | None,
    denominator: Number | None,
    *,
    scale: int,
    direction: str,
    expected: Number | None,
    minimum_volume: Number | None = None,
    one_miss: bool = False,
) -> State:
    """What a verdict becomes where the denominator is small. Raises RefusedError."""
    if verdict in ("no_data", "no_volume") or numerator is None or denominator is None or expected is None:
        return verdict
    if minimum_volume is not None and denominator < minimum_volume:
        return "low_volume"
    if not one_miss or verdict in TOLD:
        return verdict
    if direction not in ("higher", "lower"):
        raise RefusedError([f"one_miss: found a target of direction {direction}, expected higher or lower"])
    wanted, of = Decimal(expected).as_integer_ratio()
    whole, part = Decimal(denominator).as_integer_ratio()
    left = wanted if direction == "lower" else scale * of - wanted
    most = left * whole // (scale * of * part)
    missed = numerator if direction == "lower" else denominator - numerator
    return "excused" if missed <= max(most, 1) else verdict
