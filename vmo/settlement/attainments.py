"""Attainments: each measure's value, state, severity and multiplier under the terms in force.

Only `met` is met (S1); which miss bears a credit is the trigger's word (M1): `breach` bears one, `amber` does not.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo import catalogue
from vmo.counting.asks import CALENDAR, measure_segments
from vmo.intervals import judged_as
from vmo.money import plain
from vmo.past import PastMonth, running
from vmo.records import MISSED, Attainment, Level, Range, Ratio, State
from vmo.schema import Told
from vmo.settlement import repeats, small_numbers
from vmo.settlement.compared import compared, rounded
from vmo.settlement.counters import as_missed
from vmo.settlement.curve import Curve, bears_credit, curve_under
from vmo.settlement.performance import Performance
from vmo.settlement.samples import counted, decided, of_sides, sampled
from vmo.settlement.verdict import Direction, gated, side_of, state_of
from vmo.terms import Contract, LevelRange, Measure, SamplePolicy, Segment, Target, clause
from vmo.terms.measure import Averaged, Rolling
from vmo.windows import reach

MEAN = " The mean of the days' results, each day alike (mean_of_daily)."


def judged(contract: Contract, performance: Performance) -> list[Attainment]:
    """One Attainment per measure and segment of the window."""
    past = as_missed(contract, performance.past)
    return [
        _attainment(contract, name, segment, performance, past)
        for name, measure in contract.told.measures.items()
        for segment in measure_segments(measure, performance.first, performance.last)
    ]


def _attainment(
    contract: Contract, name: str, segment: Segment, performance: Performance, past: Sequence[PastMonth]
) -> Attainment:
    told, first = contract.told, performance.first
    metric = judged_as(catalogue.metric(told.measures[name].metric), segment.terms.get("each"))
    daily = told.measures[name].agg == "mean_of_daily"
    shape = told.measures[name].window
    of_means = daily or (shape is not None and isinstance(shape.on(first), Averaged))
    months = list(running(past, name, performance.period))
    ratio = performance.ratios.get((name, segment.first), Ratio(None))
    value = None if ratio.value is None else ratio.value * metric.scale
    rounding = segment.terms.get("round_before_compare")
    value = compared(value, rounding)
    target: Target | None = segment.terms.get("target")
    trigger = told.trigger.on(first) if told.trigger else None
    state: State = (
        state_of(value, target, metric.direction, trigger, repeats.missed_before(contract, months, first))
        if ratio.numerator is not None
        else "no_data"
    )
    policy: SamplePolicy | None = segment.terms.get("sample_policy")
    weighted = performance.samples.get((name, segment.first))
    proof = sampled(ratio, weighted, target, metric, policy) if metric.sampled and not of_means else None
    if metric.error_by and not of_means:
        proof = of_sides(ratio, performance.sides.get((name, segment.first)), metric)
    state = decided(state, proof, policy)
    state = small_numbers.judged(state, counted(ratio, weighted), target, metric, segment.terms)
    if (name, segment.first) in performance.exceeded and state in MISSED:
        state = "excused"
    lost = performance.lost.get(name, "")
    judging = reach(told.measures[name], first, performance.last)
    state = gated(state, lost=bool(lost), by_clause=told.on_no_data == "miss") if judging.due else "not_due"
    bearing = told.measures[name].class_ == "critical" and bears_credit(told.credits, name, first)
    curve = curve_under(told.credits, name, first)
    own = {term: value for term, value in segment.terms.items() if term not in ("target", CALENDAR)}
    return Attainment(
        id=name,
        metric=metric.id,
        name=metric.name,
        unit=metric.unit,
        scale=metric.scale,
        direction="range" if target and target.ranged else metric.direction,
        first=segment.first,
        last=segment.last,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        expected=_level(target.expected) if target else None,
        minimum=_level(target.expected if target.minimum is None else target.minimum) if target else None,
        state=state,
        credit_bearing=bearing,
        severity=_severity(told.on_no_data, curve, state, ratio, value, target, metric.direction) if bearing else None,
        multiplier=repeats.multiplier(contract, name, segment, state, value, months, first)
        if curve.multiplied
        else Fraction(1),
        terms={term: _text(value) for term, value in own.items()},
        evidence=performance.evidence.get(name, "A"),
        clause=clause([segment.clauses.get("target", ""), *(segment.clauses[term] for term in own)]),
        definition=metric.defined(own) + (MEAN if daily else "") + _of_months(told.measures[name], first),
        window_days=(judging.last - judging.first).days + 1,
        sampled=proof,
        returns=curve.returns,
        cannot_be_met=lost,
        compared=None if ratio.value is None else rounded(ratio.value * metric.scale, rounding),
    )


def _severity(
    on_no_data: str,
    curve: Curve,
    state: State,
    ratio: Ratio,
    value: Fraction | None,
    target: Target | None,
    direction: Direction,
) -> Fraction | None:
    """What the miss costs by its curve; no data that counts as a miss by clause costs the whole."""
    if state == "no_data" and on_no_data == "miss":
        return curve.whole
    if state != "breach" or value is None or target is None:
        return None
    side = side_of(value, target, direction)
    return curve.severity(
        actual=value,
        expected=side.expected,
        direction=side.direction,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
    )


def _level(told: Decimal | LevelRange) -> Level:
    return Range(told.low, told.high) if isinstance(told, LevelRange) else told


def _of_months(measure: Measure, day: date) -> str:
    """What a window of several months means, for a reader."""
    shape = measure.window.on(day) if measure.window else "month"
    if isinstance(shape, Averaged):
        return f" The mean of this month's value and those of the {shape.average - 1} before, each month alike."
    if isinstance(shape, Rolling):
        return f" Over the {shape.rolling} months that end with this one."
    return " Over the quarter, judged in its last month; before, so far." if shape == "quarter" else ""


def _text(value: Any) -> str:
    if isinstance(value, Told):
        return _text(value.model_dump(exclude_none=True))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())
    return (
        plain(value)
        if isinstance(value, Decimal)
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )
