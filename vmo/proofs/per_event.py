"""Per event, second calculation, from domain.md 3.7: a rate for each failure beyond the allowance.

>>> severity(numerator=37, denominator=40, direction="higher", rate=500, allowance=1)
Fraction(1000, 1)
>>> severity(numerator=37, denominator=None, direction="higher", rate=500)
Traceback (most recent call last):
vmo.records.RefusedError: per_event: a plain count of good things tells no failures
"""

from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

RETURNS = "money"
MULTIPLIED = CAPPED = True
BY_DAYS = False

Number = Fraction | Decimal | int


def severity(
    *, numerator: Number, denominator: Number | None, direction: str, rate: Number, allowance: Number = 0
) -> Fraction:
    """Rate times failures that are not allowed. Raises RefusedError."""
    for term, number in (("rate", rate), ("allowance", allowance)):
        if type(number) not in (int, Decimal, Fraction) or number < 0:
            raise RefusedError([f"{term}: found {number}, expected a number of at least 0"])
    if direction == "lower":
        failed = Fraction(numerator)
    elif direction != "higher":
        raise RefusedError([f"direction: found {direction!r}, expected higher or lower"])
    elif denominator is None:
        raise RefusedError(["per_event: a plain count of good things tells no failures"])
    else:
        failed = Fraction(denominator) - Fraction(numerator)
    return Fraction(rate) * (failed - Fraction(allowance)) if failed > allowance else Fraction(0)
