"""What the misses of a month cost, second calculation: from severities to rounded credits (domain.md 3.6, 3.7; M2, M3, M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo import plugins
from vmo.proofs import credits as crediting
from vmo.proofs import grade, points
from vmo.proving import Key, taken
from vmo.records import Ratio
from vmo.terms import Contract


@dataclass(frozen=True)
class Missed:
    """A part of a window that costs something: its ratio (without one by clause a whole miss), level, days, multiplier.

    `actual` is its value in the metric's unit, as it is compared with the level.
    """

    ratio: Ratio | None
    expected: Decimal
    direction: str
    actual: Fraction | None
    multiplier: Fraction
    days: int
    of_days: int


@dataclass(frozen=True)
class Owed:
    """A credit before the caps, and whether they apply to it."""

    amount: Decimal
    capped: bool


def owed(
    contract: Contract,
    first: date,
    *,
    missed: Mapping[Key, Missed],
    values: Mapping[str, Sequence[tuple[int, Fraction | None]]],
    base: Decimal,
    places: int,
) -> dict[Key, Owed]:
    """Every credit by its measure and segment, in the order of the misses; that of the grade comes last."""
    told = contract.told.credits
    if told is None:
        return {}
    at_risk = crediting.at_risk(base, told.at_risk_percent.on(first)) if told.at_risk_percent else Fraction(0)
    shares = told.allocation.on(first) if told.allocation else {}
    found: dict[Key, Owed | None] = {}
    scored: dict[Key, Fraction] = {}
    for key, one in missed.items():
        name, terms, beside = curve_told(contract, key[0], first)
        proof = plugins.find("proofs", name)
        cost = _cost(proof, terms, one)
        times = one.multiplier if beside.get("multiplied", proof.MULTIPLIED) else Fraction(1)
        part = Fraction(one.days, one.of_days) if proof.BY_DAYS else Fraction(1)
        if not cost:
            continue
        found[key] = None
        if proof.RETURNS == "points":
            scored[key] = cost * times * part
            continue
        of = at_risk * Fraction(shares[key[0]]) * Fraction(1, 100) if proof.RETURNS == "share" else Fraction(1)
        capped = bool(beside.get("capped", proof.CAPPED))
        found[key] = Owed(crediting.half_up(of * cost * times * part, places), capped)
    if scored and told.points_table:
        table = told.points_table.on(first)
        percent = points.percent(points=sum(scored.values()), bands=table.bands, closed=table.closed)
        whole = crediting.half_up(Fraction(base) * percent * Fraction(1, 100), places)
        for key, amount in zip(scored, crediting.apportioned(whole, list(scored.values()), places), strict=True):
            _, _, beside = curve_told(contract, key[0], first)
            found[key] = Owed(amount, bool(beside.get("capped", points.CAPPED)))
    credits_ = {key: one for key, one in found.items() if one is not None}
    if told.grade:
        graded = told.grade.on(first)
        scores = {name: _by_days(values.get(name, ())) for name in graded.weights}
        percent = grade.severity(scores=scores, weights=graded.weights, bands=graded.bands)
        if percent:
            amount = crediting.half_up(Fraction(base) * percent * Fraction(1, 100), places)
            credits_["grade", first] = Owed(amount, grade.CAPPED)
    return credits_


def bears(contract: Contract, measure: str, day: date) -> bool:
    """Whether a miss of the measure can cost anything: it is critical and allocated, or bears a curve that is no share."""
    told = contract.told.credits
    if told is None or contract.told.measures[measure].class_ != "critical":
        return False
    allocated = measure in told.allocation.on(day) if told.allocation else False
    curved = measure in told.curves.on(day) if told.curves else False
    return allocated or (curved and plugins.find("proofs", curve_told(contract, measure, day)[0]).RETURNS != "share")


def curve_told(contract: Contract, measure: str, day: date) -> tuple[str, dict[str, Any], dict[str, bool]]:
    """Name, terms and switches of a measure's curve as the contract writes them."""
    told = contract.told.credits
    text = told.curves.on(day).get(measure, "cliff") if told and told.curves else "cliff"
    if isinstance(text, str):
        return text, {}, {}
    beside = {word: text[word] for word in ("multiplied", "capped") if word in text}
    (name,) = text.keys() - beside.keys()
    return name, text[name] or {}, beside


def _cost(proof: Any, terms: Mapping[str, Any], one: Missed) -> Fraction:
    if one.ratio is None:
        return Fraction(1) if proof.RETURNS == "share" else Fraction(proof.whole(**terms))
    over, under = one.ratio.numerator, one.ratio.denominator
    givens = {
        "actual": one.actual,
        "expected": one.expected,
        "direction": one.direction,
        "numerator": over,
        "denominator": under,
        **terms,
    }
    cost: Fraction = proof.severity(**taken(proof.severity, givens))
    return cost


def _by_days(parts: Sequence[tuple[int, Fraction | None]]) -> Fraction | None:
    known = [(days, value) for days, value in parts if value is not None]
    whole = sum(days for days, _ in known)
    return sum((Fraction(days, whole) * value for days, value in known), Fraction(0)) if whole else None
