"""Repeats: what a miss costs that was missed before (domain.md 3.1, 3.10; decisions M1, M7).

The n-th credit-bearing miss running has its multiplier. Where the contract counts those below the minimum only, a miss
above it neither counts nor is multiplied: the second minimum miss running is the one that escalates.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from vmo import catalogue
from vmo.catalogue import Metric
from vmo.intervals import judged_as
from vmo.past import PastMonth
from vmo.records import MISSED, State
from vmo.settlement.compared import compared, rounding_on
from vmo.settlement.counters import rule_of, run
from vmo.settlement.verdict import side_of
from vmo.terms import Contract, Measure, Segment, Target

Months = Sequence[tuple[PastMonth, State]]


def missed_before(contract: Contract, months: Months, first: date) -> int:
    """Months running, before this one, that were worse than expected."""
    return run(months, lambda _, state: state in MISSED, rule_of(contract, "three_in_a_row", first))


def multiplier(
    contract: Contract, name: str, segment: Segment, state: State, value: Fraction | None, months: Months, first: date
) -> Fraction:
    """The multiplier of a miss that bears a credit; no data that is a miss by clause is one below the minimum."""
    credits_ = contract.told.credits
    by_clause = state == "no_data" and contract.told.on_no_data == "miss"
    if not credits_ or not credits_.repeat or not (state == "breach" or by_clause):
        return Fraction(1)
    rule = rule_of(contract, "repeat", first)
    if rule.counts == "below_minimum":
        own: Target | None = segment.terms.get("target")
        metric = _metric(contract.told.measures[name], segment.first)
        if own is None or not (by_clause or value is None or _below(metric, value, own)):
            return Fraction(1)

        def counts(month: PastMonth, state: State) -> bool:
            return state == "breach" and below_minimum(contract, name, month)

        nth = run(months, counts, rule) + 1
    else:
        nth = run(months, lambda _, state: state == "breach", rule) + 1
    table = credits_.repeat.on(first)
    reached = [k for k in table if k <= nth]
    return Fraction(table[max(reached)]) if reached else Fraction(1)


def below_minimum(contract: Contract, name: str, month: PastMonth) -> bool:
    """Whether a part of a recorded month was worse than the minimum in force on its first day; one without a value was."""
    measure = contract.told.measures[name]
    for part in month.parts.get(name, ()):
        metric = _metric(measure, part.first)
        value = compared(part.value(metric.scale), rounding_on(measure, part.first))
        if part.state == "breach" and (
            value is None or (measure.target and _below(metric, value, measure.target.on(part.first)))
        ):
            return True
    return False


def _metric(measure: Measure, day: date) -> Metric:
    """The metric as its target judges it on a day."""
    each = measure.each.on(day) if measure.each and min(measure.each.root) <= day else None
    return judged_as(catalogue.metric(measure.metric), each)


def _below(metric: Metric, value: Fraction, target: Target) -> bool:
    side = side_of(value, target, metric.direction)
    return not side.reached(value, side.minimum)
