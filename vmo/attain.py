"""Attain: counts of the contract's window → value, state, severity and multiplier, under the terms in force.

Targets are compared exactly, never after rounding (S2). Only `met` is met (S1); which miss bears a credit is the
trigger's word (M1): `breach` bears one, `amber` does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from vmo import catalogue, kinds, plugins
from vmo.asks import ask, measure_segments
from vmo.calendars import days
from vmo.money import plain
from vmo.records import MISSED, Attainment, DayValue, Ratio, State
from vmo.tallies import Tally, total
from vmo.terms import Contract, Segment, Target, clause, curve_of, scope_of

ZERO = Decimal(0)
SKIPPED: tuple[State, ...] = ("excused", "no_volume", "low_volume", "no_data")
Direction = Literal["higher", "lower", "range", "none"]


@dataclass(frozen=True)
class Window:
    """The days a contract is judged on, the cells counted in them, and the days that have data."""

    first: date
    last: date
    tallies: Sequence[Tally]
    data_days: frozenset[date]


def attain(
    contract: Contract, window: Window, *, kind_of: dict[str, str], history: dict[str, list[State]]
) -> list[Attainment]:
    """One Attainment per measure and segment. `history` holds each measure's earlier states, latest month first."""
    return [
        _attainment(contract, name, segment, window, kind_of, history.get(name, []))
        for name, measure in contract.told.measures.items()
        for segment in measure_segments(measure, window.first, window.last)
    ]


def daily(contract: Contract, window: Window, *, kind_of: dict[str, str]) -> list[DayValue]:
    """Numerator and denominator of every measure on every day of the window, under the terms of the day's segment."""
    found = []
    for name, measure in contract.told.measures.items():
        for segment in measure_segments(measure, window.first, window.last):
            for day in days(segment.first, segment.last):
                ratio = _ratio(contract, name, replace(segment, first=day, last=day), window, kind_of)
                found.append(DayValue(name, day, ratio.numerator, ratio.denominator))
    return found


def state_of(
    value: Fraction | None, target: Target | None, direction: Direction, trigger: str | None, earlier: list[State]
) -> State:
    """The state of a value against its target (domain.md 3.1; decisions M1, S1).

    >>> state_of(Fraction("79.9"), Target(expected=80, minimum=75), "higher", "minimum", [])
    'amber'
    >>> state_of(Fraction("79.9"), Target(expected=80, minimum=75), "higher", "minimum_or_3x_expected", ["amber", "amber"])
    'breach'
    """
    if value is None:
        return "no_volume"
    if target is None or direction in ("range", "none"):
        return "no_target"
    if _reaches(value, target.expected, direction):
        return "met"
    if trigger == "expected" or trigger is None:
        return "breach"
    minimum = target.expected if target.minimum is None else target.minimum
    if not _reaches(value, minimum, direction):
        return "breach"
    return "breach" if trigger == "minimum_or_3x_expected" and run_of_misses(earlier) >= 2 else "amber"


def run_of_misses(earlier: Sequence[State], counted: Sequence[State] = MISSED) -> int:
    """Consecutive earlier months in one of the counted states, latest first.

    A month without a verdict neither counts nor ends the run (M7).


    >>> run_of_misses(["amber", "no_volume", "breach", "met", "breach"])
    2
    """
    run = 0
    for state in earlier:
        if state in SKIPPED:
            continue
        if state not in counted:
            break
        run += 1
    return run


def _attainment(
    contract: Contract,
    name: str,
    segment: Segment,
    window: Window,
    kind_of: dict[str, str],
    earlier: list[State],
) -> Attainment:
    told = contract.told
    metric = catalogue.metric(told.measures[name].metric)
    ratio = _ratio(contract, name, segment, window, kind_of)
    value = None if ratio.value is None else ratio.value * metric.scale
    target: Target | None = segment.terms.get("target")
    trigger = told.trigger.on(window.first) if told.trigger else None
    state: State = (
        state_of(value, target, metric.direction, trigger, earlier) if ratio.numerator is not None else "no_data"
    )
    bearing = _bears_credit(contract, name, window.first)
    return Attainment(
        id=name,
        metric=metric.id,
        name=metric.name,
        unit=metric.unit,
        scale=metric.scale,
        direction=metric.direction,
        first=segment.first,
        last=segment.last,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        expected=target.expected if target else None,
        minimum=(target.expected if target.minimum is None else target.minimum) if target else None,
        state=state,
        credit_bearing=bearing,
        severity=_severity(contract, name, window.first, state, value, target, metric.direction) if bearing else None,
        multiplier=_multiplier(contract, window.first, state, earlier),
        terms={term: _text(value) for term, value in segment.terms.items() if term != "target"},
        evidence=kinds.kind(kind_of[f"measures.{name}"]).evidence,
        clause=clause(
            [segment.clauses.get("target", ""), *(ref for term, ref in segment.clauses.items() if term != "target")]
        ),
        definition=metric.defined({term: value for term, value in segment.terms.items() if term != "target"}),
        window_days=(window.last - window.first).days + 1,
    )


def _ratio(contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str]) -> Ratio:
    """The sum over a segment: None without a day of data, zero with data but no row, a plain count over one."""
    measure = contract.told.measures[name]
    metric = catalogue.metric(measure.metric)
    scope = scope_of(contract.told, measure.scope)
    if not any(segment.first <= day <= segment.last for day in window.data_days):
        return Ratio(None)

    def summed(function: str, kind: str) -> Ratio:
        key = ask("measure", function, kind, segment.terms).key
        return total(window.tallies, key, scope, first=segment.first, last=segment.last, open_only=True)

    own = summed(metric.id, kind_of[f"measures.{name}"])
    if metric.per:
        return Ratio(own.numerator or ZERO, summed(metric.per, kind_of[f"measures.{name}.per"]).numerator or ZERO)
    return Ratio(own.numerator or ZERO, Decimal(1) if metric.counts else own.denominator or ZERO)


def _reaches(value: Fraction, level: Decimal, direction: Direction) -> bool:
    return value <= Fraction(level) if direction == "lower" else value >= Fraction(level)


def _bears_credit(contract: Contract, name: str, day: date) -> bool:
    credits_ = contract.told.credits
    if credits_ is None or contract.told.measures[name].class_ != "critical":
        return False
    return name in credits_.allocation.on(day)


def _severity(
    contract: Contract,
    name: str,
    day: date,
    state: State,
    value: Fraction | None,
    target: Target | None,
    direction: Direction,
) -> Fraction | None:
    """Share of the allocated at-risk amount, 0 to 1; no data that counts as a miss by clause is a whole one."""
    if state == "no_data" and contract.told.on_no_data == "miss":
        return Fraction(1)
    if state != "breach" or value is None or target is None:
        return None
    curve, terms = curve_of(contract.told.credits, name, day)
    severity: Fraction = plugins.find("curves", curve).severity(
        actual=value, expected=target.expected, direction=direction, **terms
    )
    return severity


def _multiplier(contract: Contract, day: date, state: State, earlier: list[State]) -> Fraction:
    """The repeat multiplier of the k-th credit-bearing miss in a row (domain.md 3.10)."""
    credits_ = contract.told.credits
    if not credits_ or not credits_.repeat or state != "breach":
        return Fraction(1)
    table = credits_.repeat.on(day)
    nth = run_of_misses(earlier, counted=("breach",)) + 1
    reached = [k for k in table if k <= nth]
    return Fraction(table[max(reached)]) if reached else Fraction(1)


def _text(value: Any) -> str:
    return (
        plain(value)
        if isinstance(value, Decimal)
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )
