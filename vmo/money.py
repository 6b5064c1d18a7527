"""Exact numbers: money, ratios, and the only rounding of the product (domain.md, decision M2).

Amounts round once per line, half up, to the minor unit of their currency; a cap rounds down; a ratio
stays a fraction until somebody reads it.

>>> rounded(Decimal("2100.504"), "USD"), rounded(Decimal("0.125"), "USD"), rounded(Decimal("-0.125"), "USD")
(Decimal('2100.50'), Decimal('0.13'), Decimal('-0.13'))
>>> rounded(Decimal("99.5"), "JPY"), rounded_down(Fraction(10, 3), "KWD")
(Decimal('100'), Decimal('3.333'))
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Literal

import iso4217

Exact = Decimal | Fraction | int

READING_PLACES = 6
PRECISION = 60


class UnknownCurrencyError(ValueError):
    """The code is not a currency of ISO 4217 with a minor unit."""


@cache
def minor_unit_places(currency: str) -> int:
    """Decimal places of the currency's minor unit, by ISO 4217.

    >>> minor_unit_places("EUR"), minor_unit_places("KRW"), minor_unit_places("BHD")
    (2, 0, 3)
    """
    try:
        places = iso4217.Currency(currency).exponent
    except ValueError:
        places = None
    if places is None:
        raise UnknownCurrencyError(f"{currency!r} is not an ISO 4217 currency with a minor unit")
    return int(places)


def rounded(exact: Exact, currency: str) -> Decimal:
    """The amount in minor units of the currency, half up and away from zero."""
    return _at(exact, minor_unit_places(currency), ROUND_HALF_UP)


def rounded_down(exact: Exact, currency: str) -> Decimal:
    """The amount in minor units, towards zero: caps never grow by rounding."""
    return _at(exact, minor_unit_places(currency), ROUND_DOWN)


def for_reading(exact: Exact, places: int = READING_PLACES) -> Decimal:
    """A figure for the eye, half up; nothing is compared after this.

    >>> for_reading(Fraction(1712000, 41710))
    Decimal('41.045313')
    """
    return _at(exact, places, ROUND_HALF_UP)


def as_others_round(numerator: int, denominator: int) -> dict[str, int]:
    """A quotient that is not negative as a whole number, in each way that people round; no figure of ours is made so.

    >>> as_others_round(5, 2)
    {'half up': 3, 'half even': 2, 'truncated': 2}
    """
    whole, rest = divmod(numerator, denominator)
    beyond = 2 * rest > denominator
    tie = 2 * rest == denominator
    return {
        "half up": whole + (beyond or tie),
        "half even": whole + (beyond or (tie and whole % 2)),
        "truncated": whole,
    }


def to_compare(exact: Exact, digits: int, mode: Literal["half_up", "down"]) -> Decimal:
    """A figure rounded before it is compared, where a contract says so.

    >>> to_compare(Fraction(7996, 100), 1, "half_up"), to_compare(Fraction(7996, 100), 1, "down")
    (Decimal('80.0'), Decimal('79.9'))
    """
    return _at(exact, digits, ROUND_HALF_UP if mode == "half_up" else ROUND_DOWN)


def cut(exact: Exact, places: int) -> Decimal:
    """Towards zero: what may not go beyond a clause.

    >>> cut(Fraction(1, 3), 1), cut(Decimal("2.09"), 1)
    (Decimal('0.3'), Decimal('2.0'))
    """
    return _at(exact, places, ROUND_DOWN)


def at_places(exact: Exact, places: int) -> Decimal:
    """A rate in as many decimals as the contract gives it, half up; what is charged at it is charged exactly.

    >>> at_places(Fraction(1058, 1000), 4), at_places(Fraction(2, 3), 2)
    (Decimal('1.0580'), Decimal('0.67'))
    """
    return _at(exact, places, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """The number as text, without exponent and as precise as it is.

    >>> plain(Decimal("1E+2")), plain(Decimal("0.850"))
    ('100', '0.850')
    """
    return f"{number:f}"


def shared_out(total: Decimal, weights: Sequence[Exact], currency: str) -> list[Decimal]:
    """Split a total in minor units over the weights by largest remainder, ties to the first.

    >>> shared_out(Decimal("10000.00"), [Decimal(1)] * 3, "EUR")
    [Decimal('3333.34'), Decimal('3333.33'), Decimal('3333.33')]
    """
    if total < 0:
        return [-share for share in shared_out(-total, weights, currency)]
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if not whole:
        raise ValueError("nothing to share a total over: every weight is zero")
    if total != rounded_down(total, currency):
        raise ValueError(f"{total} is finer than the minor unit of {currency}; round it before it is shared")
    exact = [Fraction(total) * Fraction(weight) / whole for weight in weights]
    shares = [rounded_down(part, currency) for part in exact]
    unit = Decimal(1).scaleb(-minor_unit_places(currency))
    left = int((total - sum(shares, Decimal(0))) / unit)
    by_remainder = sorted(range(len(exact)), key=lambda i: (Fraction(shares[i]) - exact[i], i))
    for i in by_remainder[:left]:
        shares[i] += unit
    return shares


def _at(exact: Exact, places: int, rounding: str) -> Decimal:
    """Scaled to whole units first, so that a fraction is never cut before it is rounded."""
    scaled = Fraction(exact) * 10**places
    whole, rest = divmod(abs(scaled), 1)
    if rounding == ROUND_HALF_UP and rest >= Fraction(1, 2):
        whole += 1
    with localcontext() as context:
        context.prec = PRECISION
        return Decimal(-whole if scaled < 0 else whole).scaleb(-places)
