"""Graduated, second calculation, from domain.md 4 (line 11) and M4: the cost of a volume, band upon band.

>>> bands = [{"up_to": 10_000, "rate": Decimal("3.00")}, {"rate": Decimal("2.50")}]
>>> price(Fraction(12_000), bands=bands)
[Fraction(30000, 1), Fraction(5000, 1)]
>>> price(Fraction(12_000), bands=bands[:1])
Traceback (most recent call last):
vmo.records.RefusedError: bands: only the last band, and always the last, has no up_to
"""

from decimal import Decimal  # noqa: F401  the example uses it
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import steps


def price(quantity: Fraction, *, bands: Any, before: Fraction = Fraction(0)) -> list[Fraction]:
    """Exact amount of each band between the volume before and the volume with it. Raises RefusedError."""
    told = steps(bands)
    if quantity <= 0:
        return [quantity * told[0][1]]
    amounts = []
    reached = before
    for limit, rate in told:
        if limit is not None and limit <= reached:
            continue
        stop = before + quantity if limit is None or limit > before + quantity else limit
        amounts.append((stop - reached) * rate)
        reached = stop
        if reached == before + quantity:
            break
    return amounts
