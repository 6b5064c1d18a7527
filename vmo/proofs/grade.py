"""Grade, second calculation, from domain.md 3.7: weighted score, its grade, the part of the fee that is not paid.

0.4 of 95, 0.3 of 90, 0.2 of 98 and 0.1 of 85 are 93.1: an A, paid in full; 84 is a B, paid at 97 %.

>>> weights = {"a": Decimal("0.4"), "b": Decimal("0.3"), "c": Decimal("0.2"), "d": Decimal("0.1")}
>>> bands = [{"to": 90, "grade": "B", "pays": 97}, {"from": 90, "grade": "A", "pays": 100}]
>>> severity(scores={"a": 95, "b": 90, "c": 98, "d": 85}, weights=weights, bands=bands)
Fraction(0, 1)
>>> severity(scores={}, weights={"a": 2}, bands=bands)
Traceback (most recent call last):
vmo.records.RefusedError: weights: found 2 together, expected 1
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._edges import placed
from vmo.records import RefusedError

RETURNS = "percent_of_charges"
MULTIPLIED = False
CAPPED = BY_DAYS = True

Number = Fraction | Decimal | int


def severity(
    *, scores: Mapping[str, Number | None], weights: Mapping[str, Number], bands: Sequence[Mapping[str, Any]]
) -> Fraction:
    """Percent of the charges that is withheld. Raises RefusedError."""
    together = sum(Fraction(weight) for weight in weights.values())
    if together != 1 or min(weights.values()) < 0:
        raise RefusedError([f"weights: found {together} together, expected 1"])
    above = below = Fraction(0)
    for name, weight in weights.items():
        if scores.get(name) is not None:
            above += Fraction(weight) * Fraction(scores[name] or 0)
            below += Fraction(weight)
    place, pays = placed(above / Fraction(below) if below else Fraction(0), bands, "lower", "pays", None)
    if pays[0] < 0 or pays[-1] > 100 or pays != sorted(pays):
        raise RefusedError(["bands: pays must rise from 0 to 100 at most"])
    return 100 - pays[place] if below else Fraction(0)
