"""Per event: an amount for each failure beyond the allowance.

Failures are what the measure missed: base less hits where higher is better, hits where lower is (domain.md 3.7). They are
counted, so a part of a window costs what failed in it.

>>> severity(numerator=37, denominator=40, direction="higher", rate=500, allowance=1)
Fraction(1000, 1)
>>> severity(numerator=37, denominator=40, direction="higher", rate=-500)
Traceback (most recent call last):
vmo.records.RefusedError: rate: found -500, expected a number, not below 0
"""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.curves._shortfall import Exact, exact
from vmo.records import RefusedError

RETURNS = "money"
MULTIPLIED = CAPPED = True
BY_DAYS = False


def severity(
    *,
    numerator: Decimal | int,
    denominator: Decimal | int | None,
    direction: Literal["higher", "lower", "range", "none"],
    rate: Exact,
    allowance: Exact = 0,
) -> Fraction:
    """Rate × (failures - allowance), never below nothing, in the contract's currency. Raises RefusedError."""
    if direction not in ("higher", "lower"):
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower; all else bears no credit"])
    if direction == "higher" and denominator is None:
        raise RefusedError(["per_event: a plain count of which more is better has no failures; choose another curve"])
    failures = Fraction(numerator) if direction == "lower" else Fraction(denominator or 0) - Fraction(numerator)
    return exact("rate", rate) * max(failures - exact("allowance", allowance), Fraction(0))
