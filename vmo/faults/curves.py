"""Curve faults: what a contract says of its credit curves, points and grades and no curve would take (domain.md 7.1)."""

import inspect
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import Any

from vmo import catalogue, plugins
from vmo.curves import GIVENS
from vmo.records import RefusedError
from vmo.schema import TermNotInForceError
from vmo.terms import ContractText, LevelRange, Measure, Target
from vmo.terms.credits import SWITCHES

Fault = tuple[tuple[str, ...], str]
OF_ALL = "grade"
OF_A_RANGE = frozenset({"cliff", "tiered", "per_point", "points"})  # by how far a value lies outside it


def curve_faults(told: ContractText) -> Iterator[Fault]:
    """Everything about the curves that cannot be calculated with."""
    credits_ = told.credits
    if credits_ is None:
        return
    for day, entry in credits_.curves.root.items() if credits_.curves else ():
        for name, curve in entry.value.items():
            yield from _curve(told, ("credits", "curves", str(day), "value", name), day, name, curve)
    points, grade = (plugins.find("curves", one) for one in ("points", OF_ALL))
    for day, table in credits_.points_table.root.items() if credits_.points_table else ():
        one = table.value
        yield from _refused(
            ("credits", "points_table", str(day)), points.percent, points=0, bands=one.bands, closed=one.closed
        )
    for day, graded in credits_.grade.root.items() if credits_.grade else ():
        place, weights = ("credits", "grade", str(day)), graded.value.weights
        unknown = [name for name in weights if name not in told.measures]
        yield from ((place, f"{name!r} is not a measure; known: {', '.join(told.measures)}") for name in unknown)
        scores = dict.fromkeys(weights, 0)
        yield from _refused(place, grade.severity, scores=scores, weights=weights, bands=graded.value.bands)


def _curve(told: ContractText, place: tuple[str, ...], day: date, name: str, curve: Any) -> Iterator[Fault]:
    written = curve if isinstance(curve, dict) else {curve: {}} if isinstance(curve, str) else {}
    own = {key: value for key, value in written.items() if key not in SWITCHES}
    if len(own) != 1 or not isinstance(next(iter(own.values())), dict):
        yield place, "expected the name of a curve, or {curve: {term: value}}"
        return
    for switch in sorted(written.keys() & SWITCHES):
        if not isinstance(written[switch], bool):
            yield place, f"{switch} is {written[switch]!r}; expected true or false"
    curve_name, terms = next(iter(own.items()))
    if curve_name not in plugins.names("curves"):
        yield place, f"{curve_name!r} is not a curve; known: {', '.join(plugins.names('curves'))}"
        return
    if curve_name == OF_ALL:
        yield place, "a grade is of several measures together; say it under credits.grade"
        return
    module = plugins.find("curves", curve_name)
    faults = list(_terms(place, curve_name, module, terms))
    yield from faults
    measure = told.measures.get(name)
    targets = [entry.value for entry in measure.target.root.values()] if measure and measure.target else []
    if curve_name not in OF_A_RANGE and any(one.ranged for one in targets):
        known = ", ".join(sorted(OF_A_RANGE))
        yield place, f"the target of {name!r} is a range, of which {curve_name} knows no miss; take one of {known}"
        return
    if faults or measure is None or measure.metric not in catalogue.ids():
        return
    if measure.target and "floor" in terms:
        yield from _floor(place, day, measure, terms["floor"])
    elif measure.target:
        yield from _of_measure(place, module, measure, terms)
    yield from _of_credits(told, place, day, name, module)


def _terms(place: tuple[str, ...], curve: str, module: ModuleType, terms: dict[str, Any]) -> Iterator[Fault]:
    keywords = inspect.signature(module.severity).parameters.values()
    named = {p.name: p for p in keywords if p.kind is p.KEYWORD_ONLY and p.name not in GIVENS}
    for term in terms:
        if term not in named:
            yield place, f"curve {curve} has no term {term!r}; known: {', '.join(sorted(named)) or 'none'}"
    for term, parameter in named.items():
        if parameter.default is parameter.empty and term not in terms:
            yield place, f"curve {curve} needs the term {term!r}"


def _of_measure(place: tuple[str, ...], module: ModuleType, measure: Measure, terms: dict[str, Any]) -> Iterator[Fault]:
    """The curve at the level itself, where no value but its terms can be at fault."""
    metric = catalogue.metric(measure.metric)
    expected = next(iter(measure.target.root.values())).value.expected if measure.target else Decimal(0)
    direction: str = metric.direction
    if isinstance(expected, LevelRange):
        expected, direction = expected.low, "higher"
    of_one = {"numerator": 0, "denominator": None if metric.counts else 1}
    givens = {"actual": Fraction(expected), "expected": expected, "direction": direction, **of_one}
    taken = {name: one for name, one in givens.items() if name in inspect.signature(module.severity).parameters}
    yield from _refused(place, module.severity, **taken, **terms)


def _of_credits(
    told: ContractText, place: tuple[str, ...], day: date, name: str, module: ModuleType
) -> Iterator[Fault]:
    """What the curve returns against what the contract puts at risk."""
    credits_, returns = told.credits, module.RETURNS
    if credits_ is None or returns == "share":
        return
    try:
        allocated = credits_.allocation is not None and name in credits_.allocation.on(day)
    except TermNotInForceError:
        allocated = False
    if allocated:
        yield place, f"it returns {returns}, no share of an at-risk amount; take {name!r} out of the allocation"
    if told.measures[name].class_ != "critical" or told.measures[name].target is None:
        yield place, f"{name!r} bears a credit, so it needs a target and the class critical"
    if told.on_no_data == "miss" and not hasattr(module, "whole"):
        yield place, "a miss without a value has no price here; take `on_no_data: block` or a curve that has a whole"


def _floor(place: tuple[str, ...], day: date, measure: Measure, floor: Any) -> Iterator[Fault]:
    if isinstance(floor, bool) or not isinstance(floor, Decimal | int):
        yield place, f"the floor is {floor!r}; expected a number in the metric's unit"
        return
    direction = catalogue.metric(measure.metric).direction
    for first, entry in measure.target.root.items() if measure.target else ():
        target: Target = entry.value
        if isinstance(target.expected, LevelRange):
            continue
        if (floor >= target.expected) if direction == "higher" else (floor <= target.expected):
            where = f"the expected level {target.expected} in force from {first}"
            yield place, f"the floor {floor} is not worse than {where}; the curve from {day} would have no slope"


def _refused(place: tuple[str, ...], function: Any, **arguments: Any) -> Iterator[Fault]:
    try:
        function(**arguments)
    except RefusedError as error:
        yield from ((place, one) for one in error.reasons)
