"""Ratchet, second calculation, from domain.md 3.13: halfway to what was reached, under the cap, never further.

80.0 and an average of 86.4 are 83.2 halfway; 10 % of the 20 left to 100 are 2.0, so 82.0.

>>> level(Decimal("80.0"), Fraction("86.4"), rises=True, of_percent=True, cap_percent=10, places=1)
Decimal('82.0')
>>> level(Decimal(5), Fraction(3), rises=False, of_percent=True, cap_percent=10, places=2)
Decimal('4.50')
"""

from decimal import Decimal
from fractions import Fraction


def level(
    current: Decimal,
    average: Fraction,
    *,
    rises: bool,
    of_percent: bool,
    cap_percent: Decimal | int | None,
    places: int,
) -> Decimal:
    """The new level in steps of its places, those beyond the clause left out; the current one where it does not move."""
    old = Fraction(current)
    way = (average - old if rises else old - average) * Fraction(1, 2)
    if cap_percent is not None:
        room = 100 - old if rises and of_percent else old
        way = min(way, room * Fraction(cap_percent) * Fraction(1, 100))
    steps = max(int(way * 10**places // 1), 0)
    return current + Decimal(steps if rises else -steps).scaleb(-places)
