"""All-units bands, second calculation, from domain.md 4 (line 12): the volume x the rate of the band it reaches.

>>> bands = [{"up_to": 10_000, "rate": Decimal("3.00")}, {"rate": Decimal("2.50")}]
>>> price(Fraction(12_000), bands=bands), price(Fraction(10_001), bands=bands, guard="limit")
([Fraction(30000, 1)], [Fraction(30000, 1)])
>>> price(Fraction(1), bands=bands, guard="maybe")
Traceback (most recent call last):
vmo.records.RefusedError: guard: found 'maybe', expected none or limit
"""

from decimal import Decimal  # noqa: F401  the example uses it
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import steps
from vmo.records import RefusedError


def price(quantity: Fraction, *, bands: Any, guard: str = "none", whole: Fraction | None = None) -> list[Fraction]:
    """Exact amount of the quantity, as its part of what the whole volume costs. Raises RefusedError."""
    if guard not in ("none", "limit"):
        raise RefusedError([f"guard: found {guard!r}, expected none or limit"])
    told = steps(bands)
    volume = quantity if whole is None else whole
    passed = [(limit, rate) for limit, rate in told if limit is not None and limit < volume]
    cost = volume * told[len(passed)][1]
    if guard == "limit":
        cost = max([cost, *(limit * rate for limit, rate in passed)])
    return [cost if quantity == volume else cost * Fraction(quantity, volume)]
