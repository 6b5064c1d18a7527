"""Per point: an amount for each point short of the expected level.

"$2,000 per percentage point, or fraction thereof" is `fraction_up`; `whole_only` counts the whole points, `pro_rata` every
part of one (domain.md 3.7, decision M3). A point is `per` of the metric's unit.

>>> terms = {"expected": 90, "direction": "higher", "rate": 2000}
>>> [severity(actual=Fraction("87.4"), parts=parts, **terms) for parts in ("fraction_up", "whole_only", "pro_rata")]
[Fraction(6000, 1), Fraction(4000, 1), Fraction(5200, 1)]
>>> severity(actual=Fraction("87.4"), parts="nearest", **terms)
Traceback (most recent call last):
vmo.records.RefusedError: parts: found 'nearest', expected fraction_up, whole_only or pro_rata
"""

from fractions import Fraction
from typing import Literal

from vmo.curves._shortfall import Exact, exact, shortfall
from vmo.records import RefusedError

RETURNS = "money"
MULTIPLIED = CAPPED = BY_DAYS = True

Parts = Literal["fraction_up", "whole_only", "pro_rata"]


def severity(
    *,
    actual: Exact,
    expected: Exact,
    direction: Literal["higher", "lower", "range", "none"],
    rate: Exact,
    parts: Parts,
    per: Exact = 1,
) -> Fraction:
    """Rate × points missed, in the contract's currency. Raises RefusedError."""
    if exact("per", per) <= 0:
        raise RefusedError([f"per: found {per}, expected more than 0"])
    points = max(shortfall(actual, expected, direction), Fraction(0)) / exact("per", per)
    whole = points.numerator // points.denominator
    if parts == "fraction_up":
        points = Fraction(whole if whole == points else whole + 1)
    elif parts == "whole_only":
        points = Fraction(whole)
    elif parts != "pro_rata":
        raise RefusedError([f"parts: found {parts!r}, expected fraction_up, whole_only or pro_rata"])
    return exact("rate", rate) * points
