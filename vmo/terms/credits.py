"""Credits of a contract: what is at risk and how it is lost (domain.md 3.6, 3.7, 3.10)."""

from datetime import date
from typing import Any

from vmo.schema import Dated, Exact, Told


class Credits(Told):
    """Fee at risk, pool, allocation, curves and repeat multiplier."""

    at_risk_percent: Dated[Exact]
    """Percent of the charges that may be lost; manual lines and taxes stand outside (3.6)."""

    pool_percent: Dated[Exact] | None = None
    """What the allocations may add up to, 100 where it is not told; above 100 more can be allocated than lost (3.6)."""

    allocation: Dated[dict[str, Exact]]
    """Measure → percent of the at-risk amount, at most 100 each; only critical measures with a target (3.6)."""

    curves: Dated[dict[str, Any]] | None = None
    """Measure → curve: `cliff`, or `{linear: {floor: 70}}`; a measure that has none has the `cliff` (3.7)."""

    repeat: Dated[dict[int, Exact]] | None = None
    """n-th breach in a row → multiplier, as `{1: 1, 2: 1.5, 3: 2}`; beyond the last the last holds (3.10)."""


def curve_of(credits_: Credits | None, measure: str, day: date) -> tuple[str, dict[str, Any]]:
    """The credit curve of a measure and its terms; a measure that the contract gives none has the cliff."""
    curves = credits_.curves.on(day) if credits_ and credits_.curves else {}
    told = curves.get(measure, "cliff")
    if isinstance(told, str):
        return told, {}
    ((curve, terms),) = told.items()
    return curve, terms
