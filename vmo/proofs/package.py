"""Package, second calculation, from domain.md 4 (price lists: base with a quantity, and more by the unit or by the block).

>>> price(Fraction(12_050), fee=20_000, included=10_000, rate=Decimal("2.50"), block=100)
[Fraction(20000, 1), Fraction(5250, 1)]
>>> price(Fraction(1), fee=20_000, included=10_000, rate=1, block=0)
Traceback (most recent call last):
vmo.records.RefusedError: block: found 0, expected more than 0
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil

from vmo.proofs._prices import at_least_zero, number
from vmo.records import RefusedError


def price(
    quantity: Fraction,
    *,
    fee: Decimal | int,
    included: Decimal | int,
    rate: Decimal | int,
    block: Decimal | int | None = None,
    before: Fraction = Fraction(0),
    days: int = 1,
    window_days: int = 1,
) -> list[Fraction]:
    """Exact amounts: the fee, and what the units beyond cost, if any. Raises RefusedError."""
    if block is not None and number("block", block) <= 0:
        raise RefusedError([f"block: found {block}, expected more than 0"])
    free = at_least_zero("included", included)

    def charged(volume: Fraction) -> Fraction:
        over = volume - free if volume > free else Fraction(0)
        return over if block is None else ceil(over / Fraction(block)) * Fraction(block)

    units = charged(before + quantity) - charged(before)
    return [number("fee", fee) * days / window_days, *([units * number("rate", rate)] if units else [])]
