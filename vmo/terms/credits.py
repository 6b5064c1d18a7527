"""Credits of a contract: what is at risk and how it is lost (domain.md 3.6, 3.7, 3.10)."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from vmo.schema import Dated, Day, Exact, Percent, Positive, Told
from vmo.terms.caps import Caps
from vmo.terms.counters import Counter, Rule
from vmo.terms.earn_back import EarnBack
from vmo.terms.persistent import Persistent

SWITCHES = frozenset({"multiplied", "capped"})


class PointsTable(Told):
    """What the service points of a month cost (domain.md 3.7)."""

    closed: Literal["upper", "lower"]
    """Which end a band holds: `upper` (from, to], `lower` [from, to)."""

    bands: list[dict[str, Exact]]
    """`{from, to, percent}` side by side, from 0; the last has no `to`. Percent of the charges."""


class Grading(Told):
    """Which part of the charges a weighted score pays (domain.md 3.7)."""

    weights: dict[str, Exact]
    """Measure → weight of its value; together 1. A measure without a value gives its weight to the others."""

    bands: list[dict[str, Any]]
    """`{from, to, grade, pays}` side by side, worst first, [from, to); `pays` in percent of the charges."""


class Credits(Told):
    """Fee at risk, pool, allocation, curves and repeat multiplier."""

    at_risk_percent: Dated[Percent] | None = None
    """Percent of the charges at risk that may be lost. Without it no curve may return a share, and no amount caps the
    credits (3.6)."""

    at_risk_base: Dated[Literal["all"] | list[str]] | None = None
    """Which charges are at risk: a list of them, or `all`. Where it is not told, all but pass-through, the shortfall of a
    minimum, ARC/RRC and late fees; manual lines and taxes never are (M6)."""

    pool_percent: Dated[Positive] | None = None
    """What the allocations may add up to, 100 where it is not told; above 100 more can be allocated than lost (3.6)."""

    allocation: Dated[dict[str, Exact]] | None = None
    """Measure → percent of the at-risk amount, at most 100 each; only critical measures with a target (3.6)."""

    curves: Dated[dict[str, Any]] | None = None
    """Measure → curve: `cliff`, or `{linear: {floor: 70}}`; a measure that has none has the `cliff`. Beside the curve
    `multiplied` and `capped` say whether the repeat multiplier and the caps apply, `true` where the curve does not say
    otherwise (3.7)."""

    points_table: Dated[PointsTable] | None = None
    """Service points of a month → percent of the charges; without it points are only shown (3.7)."""

    grade: Dated[Grading] | None = None
    """Weighted score → grade → part of the charges that is paid (3.7)."""

    repeat: Dated[dict[Annotated[int, Field(ge=1)], Positive]] | None = None
    """n-th breach in a row → multiplier, as `{1: 1, 2: 1.5, 3: 2}`; beyond the last the last holds (3.10)."""

    caps: Dated[Caps] | None = None
    """What the credits of a measure, month, year or contract may come to (3.11)."""

    persistent: Dated[Persistent] | None = None
    """What many misses in a rolling window cost beside their own credits (3.12)."""

    taken_off: Dated[Literal["this_month", "next_month"]] | None = None
    """Whose bill a month's credits reduce: its own, `this_month`, where it is not told; or that of the `next_month`, as one
    credit that names the month they arose in."""

    earn_back: Dated[EarnBack] | None = None
    """What of a credit returns after months that were met (3.9)."""

    terminated_on: Day | None = None
    """The day on which the contract ends, where it was terminated; tests of an earn-back that still run end with it (3.9)."""

    counters: Dated[dict[Rule, Counter]] | None = None
    """Rule that looks back → what a month without a verdict does to it (decision M7)."""


def curve_of(credits_: Credits | None, measure: str, day: date) -> tuple[str, dict[str, Any]]:
    """The credit curve of a measure and its terms; a measure that the contract gives none has the cliff."""
    told = _told(credits_, measure, day)
    if isinstance(told, str):
        return told, {}
    ((curve, terms),) = ((name, one) for name, one in told.items() if name not in SWITCHES)
    return curve, terms or {}


def switches_of(credits_: Credits | None, measure: str, day: date) -> dict[str, bool]:
    """What the contract says beside the curve: whether multiplier and caps apply."""
    told = _told(credits_, measure, day)
    return {} if isinstance(told, str) else {name: one for name, one in told.items() if name in SWITCHES}


def _told(credits_: Credits | None, measure: str, day: date) -> Any:
    curves = credits_.curves.on(day) if credits_ and credits_.curves else {}
    return curves.get(measure, "cliff")
