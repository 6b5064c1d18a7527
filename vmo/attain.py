"""Attain: counts of the contract's window → value, state, severity and multiplier, under the terms in force.

Targets are compared exactly, never after rounding (S2). Only `met` is met (S1); which miss bears a credit is the
trigger's word (M1): `breach` bears one, `amber` does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

from vmo import catalogue, kinds, plugins, sampling
from vmo.asks import ask, every_day, measure_segments
from vmo.calendars import days
from vmo.cells import attained, cells, mean
from vmo.money import plain
from vmo.records import MISSED, Attainment, Cell, DayValue, Ratio, State
from vmo.tallies import Tally, total
from vmo.terms import Contract, Scope, Segment, Target, clause, curve_of, scope_of

ZERO = Decimal(0)
MEAN = " The mean of the days' results, each day alike (mean_of_daily)."
SKIPPED: tuple[State, ...] = ("excused", "no_volume", "low_volume", "no_data")
Direction = Literal["higher", "lower", "range", "none"]


@dataclass(frozen=True)
class Window:
    """The days a contract is judged on, the cells counted in them, and the days that have data.

    `instants` are the same cells by the instant in the quarter-hour at which they were counted, for the figures that need
    more than a sum; `open_s` the seconds of each day in which the service was open.
    """

    first: date
    last: date
    tallies: Sequence[Tally]
    data_days: frozenset[date]
    instants: Sequence[Tally] = ()
    open_s: Mapping[date, int] = field(default_factory=dict)


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
    averaged = told.measures[name].agg == "mean_of_daily"
    ratio = (_mean_of_days if averaged else _ratio)(contract, name, segment, window, kind_of)
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
        definition=metric.defined({term: value for term, value in segment.terms.items() if term != "target"})
        + (MEAN if averaged else ""),
        window_days=(window.last - window.first).days + 1,
        sampled=(
            sampling.told(ratio, target.expected if target else None, metric.direction, metric.scale)
            if metric.sampled and not averaged
            else None
        ),
    )


def _ratio(contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str]) -> Ratio:
    """The sum over a segment: None without a day of data, zero with data but no row, a plain count over one."""
    measure = contract.told.measures[name]
    metric = catalogue.metric(measure.metric)
    scope = scope_of(contract.told, measure.scope)
    if not any(segment.first <= day <= segment.last for day in window.data_days):
        return Ratio(None)
    module = plugins.find("metrics", metric.arithmetic)
    if hasattr(module, "attain"):
        zone = ZoneInfo(contract.told.time_zone)

        def counted(function: str, kind: str, within: Scope) -> list[Cell]:
            key = ask("measure", function, kind, segment.terms).key
            around = catalogue.metric(function).around_the_clock
            return cells(window.instants, key, within, segment.first, segment.last, zone, open_only=not around)

        own_kind, partners = kind_of[f"measures.{name}"], {"partner": scope["partner"]}

        return attained(
            module,
            counted(metric.id, own_kind, scope),
            counted(metric.per, kind_of[f"measures.{name}.per"], scope) if metric.per else [],
            open_s=sum(window.open_s.get(day, 0) for day in days(segment.first, segment.last)),
            counted_on=(
                list(days(segment.first, segment.last))
                if every_day(metric.looked(segment.terms))
                else sorted({one.local.date() for one in counted(metric.id, own_kind, partners)})
            ),
            terms={**metric.fixed, **segment.terms},
        )

    def summed(function: str, kind: str) -> Ratio:
        key = ask("measure", function, kind, segment.terms).key
        open_only = not catalogue.metric(function).around_the_clock
        return total(window.tallies, key, scope, first=segment.first, last=segment.last, open_only=open_only)

    own = summed(metric.id, kind_of[f"measures.{name}"])
    if metric.per:
        return Ratio(own.numerator or ZERO, summed(metric.per, kind_of[f"measures.{name}.per"]).numerator or ZERO)
    return Ratio(own.numerator or ZERO, Decimal(1) if metric.counts else own.denominator or ZERO)


def _mean_of_days(contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str]) -> Ratio:
    each = (replace(segment, first=day, last=day) for day in days(segment.first, segment.last))
    return mean(_ratio(contract, name, one, window, kind_of) for one in each)


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
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())
    return (
        plain(value)
        if isinstance(value, Decimal)
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )
