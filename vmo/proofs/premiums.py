"""Premiums, second calculation, from domain.md 4 (line 17): p x (1 + a), stacked by product, by sum, or the highest.

>>> [adjust(Fraction(2), percent=[25, 10], stacking=one) for one in ("multiplicative", "additive", "max")]
[Fraction(11, 4), Fraction(27, 10), Fraction(5, 2)]
>>> adjust(Fraction(2), percent=[25, 10], stacking="some")
Traceback (most recent call last):
vmo.records.RefusedError: stacking: found 'some' of 2 premiums
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod

from vmo.proofs._prices import number
from vmo.records import RefusedError

Number = Decimal | int


def adjust(
    rate: Fraction, *, percent: Number | Sequence[Number] | Mapping[str, Number], stacking: str | None = None
) -> Fraction:
    """The rate with its premiums. Raises RefusedError."""
    several = percent.values() if isinstance(percent, Mapping) else percent if isinstance(percent, list) else [percent]
    shares = [number("percent", one) / 100 for one in several]
    if stacking not in ("multiplicative", "additive", "max") and (stacking is not None or len(shares) != 1):
        raise RefusedError([f"stacking: found {stacking!r} of {len(shares)} premiums"])
    if not shares:
        raise RefusedError(["percent: found none"])
    if stacking == "multiplicative":
        return rate * prod((1 + one for one in shares), start=Fraction(1))
    return rate + rate * (sum(shares) if stacking == "additive" else max(shares))
