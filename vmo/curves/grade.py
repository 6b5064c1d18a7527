"""Grade: the measures' values, weighted, make a score; its grade says what part of the charges is paid.

The weights add up to 1. A measure without a value (no volume) gives its weight to the others in proportion. Score bands
stand side by side, worst first, [from, to); the first has no `from`, the last no `to` (domain.md 3.7, decision M4).

>>> weights = {"sl": Decimal("0.4"), "accuracy": Decimal("0.6")}
>>> bands = [{"to": 90, "grade": "B", "pays": 97}, {"from": 90, "grade": "A", "pays": 100}]
>>> severity(scores={"sl": 95, "accuracy": 80}, weights=weights, bands=bands)
Fraction(3, 1)
>>> severity(scores={"sl": 95}, weights={"sl": Decimal("0.9")}, bands=bands)
Traceback (most recent call last):
vmo.records.RefusedError: weights: add up to 0.9, expected 1
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.curves._bands import Bands, band_of
from vmo.curves._shortfall import Exact
from vmo.records import RefusedError

RETURNS = "percent_of_charges"
MULTIPLIED = False
CAPPED = BY_DAYS = True


def severity(*, scores: Mapping[str, Exact | None], weights: Mapping[str, Exact], bands: Bands) -> Fraction:
    """Percent of the charges that is not paid; nothing where no measure has a value. Raises RefusedError."""
    made = score(scores=scores, weights=weights)
    band = graded(score=made if made is not None else Fraction(0), bands=bands)
    return Fraction(0) if made is None else 100 - Fraction(band["pays"])


def score(*, scores: Mapping[str, Exact | None], weights: Mapping[str, Exact]) -> Fraction | None:
    """The weighted mean of the values that there are; None without any. Raises RefusedError."""
    whole = sum((Fraction(one) for one in weights.values()), Fraction(0))
    if whole != 1 or any(one < 0 for one in weights.values()):
        raise RefusedError([f"weights: add up to {sum(weights.values())}, expected 1"])
    known = {name: Fraction(value) for name in weights if (value := scores.get(name)) is not None}
    weighed = sum((Fraction(weights[name]) for name in known), Fraction(0))
    if not weighed:
        return None
    return sum((Fraction(weights[name]) * value for name, value in known.items()), Fraction(0)) / Fraction(weighed)


def graded(*, score: Fraction, bands: Bands) -> Mapping[str, Any]:
    """The band of a score: its `grade` and what it `pays`, in percent. Raises RefusedError."""
    band = band_of(score, bands, "lower", brings="pays", begins=None)
    pays = [Decimal(one["pays"]) for one in bands]
    if pays != sorted(pays) or pays[0] < 0 or pays[-1] > 100:
        told = ", ".join(map(str, pays))
        raise RefusedError([f"bands: pays {told}, expected 0 to 100, never less for a better score; more is a `bonus`"])
    return band
