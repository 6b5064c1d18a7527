"""Per point, second calculation, from domain.md 3.7 and decision M3.

Two thousand a point, or fraction thereof, below 90: 87.4 is 2.6 short, so three points.

>>> severity(actual=Decimal("87.4"), expected=90, direction="higher", rate=2000, parts="fraction_up")
Fraction(6000, 1)
>>> severity(actual=Decimal("87.4"), expected=90, direction="higher", rate=2000, parts="all")
Traceback (most recent call last):
vmo.records.RefusedError: parts: found 'all', expected one of fraction_up, pro_rata, whole_only
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

RETURNS = "money"
MULTIPLIED = CAPPED = BY_DAYS = True

Number = Fraction | Decimal | int


def severity(
    *, actual: Number, expected: Number, direction: str, rate: Number, parts: str, per: Number = 1
) -> Fraction:
    """Rate times points missed. Raises RefusedError."""
    if direction not in ("higher", "lower"):
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower"])
    if type(per) not in (int, Decimal, Fraction) or per <= 0:
        raise RefusedError([f"per: found {per}, expected a number above 0"])
    if type(rate) not in (int, Decimal, Fraction) or rate < 0:
        raise RefusedError([f"rate: found {rate}, expected a number of at least 0"])
    sign = {"higher": 1, "lower": -1}[direction]
    steps = sign * (Fraction(expected) - Fraction(actual)) * (1 / Fraction(per))
    count: dict[str, Fraction] = {
        "fraction_up": Fraction(-(-steps // 1)),
        "whole_only": Fraction(steps // 1),
        "pro_rata": steps,
    }
    if parts not in count:
        raise RefusedError([f"parts: found {parts!r}, expected one of {', '.join(sorted(count))}"])
    return Fraction(rate) * (count[parts] if steps > 0 else Fraction(0))
