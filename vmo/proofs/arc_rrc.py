"""ARC/RRC, second calculation, from domain.md 4 (line 14) and M6: outside the exact edge of the band x rate.

>>> terms = {"baseline": 20_000, "deadband_percent": 5, "arc": Decimal("2.10"), "rrc": Decimal("1.80")}
>>> price(Fraction(22_400), **terms), price(Fraction(22_400), deadband_basis="from_baseline", **terms)
([Fraction(2940, 1)], [Fraction(5040, 1)])
>>> price(Fraction(1), deadband_basis="half", **terms)
Traceback (most recent call last):
vmo.records.RefusedError: deadband_basis: found 'half', expected over_band or from_baseline
"""

from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero, number
from vmo.records import RefusedError


def price(
    quantity: Fraction,
    *,
    baseline: Decimal | int,
    arc: Decimal | int,
    rrc: Decimal | int,
    deadband_percent: Decimal | int = 0,
    deadband_basis: str = "over_band",
    reprice_percent: Decimal | int | None = None,
) -> list[Fraction]:
    """Exact amount: more is positive, less negative, none inside the band. Raises RefusedError."""
    if deadband_basis not in ("over_band", "from_baseline"):
        raise RefusedError([f"deadband_basis: found {deadband_basis!r}, expected over_band or from_baseline"])
    base = number("baseline", baseline)
    if base <= 0:
        raise RefusedError([f"baseline: found {baseline}, expected more than 0"])
    width = base * at_least_zero("deadband_percent", deadband_percent) / 100
    if reprice_percent is not None and base * at_least_zero("reprice_percent", reprice_percent) / 100 < width:
        raise RefusedError([f"reprice_percent: found {reprice_percent}, expected no less than the dead band"])
    more, less = quantity - base, base - quantity
    inside = width if deadband_basis == "over_band" else Fraction(0)
    if more > width:
        return [(more - inside) * number("arc", arc)]
    if less > width:
        return [-(less - inside) * number("rrc", rrc)]
    return []
