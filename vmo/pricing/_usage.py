"""Usage: what the charges of a window came to, for the prices that look at them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from vmo.pricing._lines import decimal_of
from vmo.records import Priced, RefusedError

Usage = Literal["all"] | Sequence[str]
Part = Mapping[
    str, Any
]  # days on which the terms stand unchanged: `first`, `last`, how many `days` count, and the terms
Dated = tuple[str, date, date, Decimal]  # charge, first and last day, amount of a line


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


def used_in_parts(parts: Sequence[Part], amounts: Mapping[str, Decimal], lines: Sequence[Dated]) -> Decimal:
    """The sum of the lines that count in the part in which they lie; raises RefusedError for one that counts in a part of its
    days only, for what it came to on these nobody knows.
    """
    whole = [used(part["usage"], amounts) for part in parts]
    if all(part["usage"] == parts[0]["usage"] for part in parts):
        return whole[0]
    spent = Decimal(0)
    for name, first, last, amount in lines:
        inside = [part for part in parts if part["first"] <= last and first <= part["last"]]
        counted = {counts(part["usage"], name) for part in inside}
        if len(counted) > 1:
            what = f"{name} counts in some of the days {first} to {last}, which are one line"
            raise RefusedError([f"usage: {what}; change it with a month, or let the charge begin or end with it"])
        spent += amount if counted == {True} else Decimal(0)
    return spent


def counts(usage: Usage, name: str) -> bool:
    """Whether a charge is among those that count."""
    return usage == "all" or name in usage


def shortfall(missing: Fraction, unit: str, note: str) -> list[Priced]:
    """What is missing to the minimum, as a line of its own; none where nothing is."""
    if missing <= 0:
        return []
    rate = decimal_of(missing)
    if rate is None:
        return [Priced(Decimal(1), unit, Decimal(missing.numerator), missing, missing.denominator, note)]
    return [Priced(Decimal(1), unit, rate, missing, note=note)]
