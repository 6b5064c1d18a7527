"""Beyond: whether a value is strictly better than a level, exactly; in a range there is no better."""

from decimal import Decimal
from fractions import Fraction


def beyond(value: Fraction | None, level: object, direction: str) -> bool:
    """Better than the level itself.

    >>> beyond(Fraction(80), Decimal(80), "higher"), beyond(Fraction(4), Decimal(5), "lower"), beyond(None, Decimal(5), "lower")
    (False, True, False)
    """
    if value is None or not isinstance(level, Decimal) or direction not in ("higher", "lower"):
        return False
    return value > Fraction(level) if direction == "higher" else value < Fraction(level)
