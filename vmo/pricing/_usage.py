"""Usage: what the charges of a window came to, for the prices that look at them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.pricing._lines import decimal_of
from vmo.records import Priced, RefusedError

Usage = Literal["all"] | Sequence[str]


def used(usage: Usage, amounts: Mapping[str, Decimal]) -> Decimal:
    """The sum of the rounded lines of the charges that are named; raises RefusedError for one that there is not."""
    if usage == "all":
        return sum(amounts.values(), Decimal(0))
    if not isinstance(usage, list | tuple) or not usage:
        raise RefusedError([f"usage: found {usage!r}, expected `all` or a list of charges"])
    unknown = [name for name in usage if name not in amounts]
    if unknown:
        known = ", ".join(amounts) or "none"
        raise RefusedError(
            [f"usage: found {', '.join(map(str, unknown))}, expected charges of their own price: {known}"]
        )
    return sum((amounts[name] for name in usage), Decimal(0))


def shortfall(minimum: Fraction, spent: Decimal, unit: str, note: str) -> list[Priced]:
    """What is missing to the minimum, as a line of its own; none where nothing is."""
    missing = minimum - Fraction(spent)
    if missing <= 0:
        return []
    rate = decimal_of(missing)
    if rate is None:
        return [Priced(Decimal(1), unit, Decimal(missing.numerator), missing, missing.denominator, note)]
    return [Priced(Decimal(1), unit, rate, missing, note=note)]
