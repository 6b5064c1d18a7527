"""What earlier months say, second calculation: runs of misses, and what a repeat costs (domain.md 3.1, 3.10; M1, M7, M8)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo import catalogue
from vmo.past import PastMonth, PastPart
from vmo.proofs import attainment, counters
from vmo.proving.levels import as_compared, ends
from vmo.records import MISSED, Ratio
from vmo.terms import Contract, Target

NO_VERDICT = ("excused", "no_volume", "low_volume", "no_data", "not_due")


def known(contract: Contract, past: Sequence[PastMonth]) -> list[PastMonth]:
    """The months as the rules know them: by the default-value clause a part without data is a breach of no value."""
    if contract.told.on_no_data == "block":
        return list(past)
    found = []
    for month in past:
        parts = {
            name: tuple(PastPart(one.first, one.last, "breach") if one.state == "no_data" else one for one in own)
            for name, own in month.parts.items()
        }
        found.append(replace(month, parts=parts))
    return found


def recorded(past: Sequence[PastMonth], measure: str, last: date) -> list[PastMonth]:
    """The unbroken row of months before the one that ends so, in which the measure stands, the oldest first; those in which
    it was not due are no step.
    """
    months = {int(one.period[:4]) * 12 + int(one.period[5:]): one for one in past if one.parts.get(measure)}
    at = last.year * 12 + last.month - 1
    found: list[PastMonth] = []
    while at in months:
        found.insert(0, months[at])
        at -= 1
    return [month for month in found if step(month, measure) != "not_due"]


def step(month: PastMonth, measure: str) -> str:
    """A month's one step: missed if a part is missed, else without data if a part is, else met if a part is (M8)."""
    states = {part.state for part in month.parts[measure]}
    for state in ("breach", "amber", "no_data", "met"):
        if state in states:
            return state
    return month.parts[measure][0].state


def missed_running(contract: Contract, measure: str, months: Sequence[PastMonth], first: date) -> int:
    """Months running, before this one, that were worse than expected."""
    effects, gap, _ = told(contract, "three_in_a_row", first)
    return counters.running([step(one, measure) for one in months], MISSED, effects=effects, max_gap=gap)


def repeat(
    contract: Contract,
    measure: str,
    months: Sequence[PastMonth],
    first: date,
    ratio: Ratio,
    target: Target | None,
    day: date,
) -> Fraction:
    """The multiplier of this month's breach, of a part that begins on the day."""
    credits_ = contract.told.credits
    if credits_ is None or credits_.repeat is None:
        return Fraction(1)
    effects, gap, counts = told(contract, "repeat", first)
    steps = [step(one, measure) for one in months]
    if counts == "below_minimum":
        if target is None or not worse_than_minimum(contract, measure, ratio, target, day):
            return Fraction(1)
        steps = [
            state if state != "breach" or _below(contract, measure, one) else "amber"
            for state, one in zip(steps, months, strict=True)
        ]
    nth = 1 + counters.running(steps, ("breach",), effects=effects, max_gap=gap)
    table = credits_.repeat.on(first)
    while nth and nth not in table:
        nth -= 1
    return Fraction(table[nth]) if nth else Fraction(1)


def told(
    contract: Contract, rule: str, first: date, *, otherwise: str = "skip"
) -> tuple[dict[str, str], int | None, str]:
    """What a rule's counter says: the effect of each undecided state, the longest gap, which misses count."""
    credits_ = contract.told.credits
    texts = credits_.counters.on(first) if credits_ and credits_.counters else {}
    if rule not in texts:
        return dict.fromkeys(NO_VERDICT, otherwise), None, "breach"
    text = texts[rule].model_dump()
    return {state: text.get(state) or otherwise for state in NO_VERDICT}, text["max_gap"], text["counts"]


def worse_than_minimum(contract: Contract, measure: str, ratio: Ratio, target: Target, day: date) -> bool:
    """In integers, cross-multiplied (S2); what has no value counts as worse."""
    if ratio.numerator is None or ratio.denominator == 0:
        return True
    told = contract.told.measures[measure]
    metric = catalogue.metric(told.metric)
    scale, direction = metric.scale, str(metric.direction)
    if told.each and day >= min(told.each.root):
        scale, direction = 100, "higher"  # of intervals, the percentage that meet (1.2.9)
    level = ends(target.expected if target.minimum is None else target.minimum)
    rounding = told.round_before_compare
    seen, of = as_compared(ratio, scale, rounding.on(day) if rounding and day >= min(rounding.root) else None)
    under = 1 if seen.denominator is None else seen.denominator
    return attainment.worse(Decimal(seen.numerator), Decimal(under), of, direction, level)


def _below(contract: Contract, measure: str, month: PastMonth) -> bool:
    history = contract.told.measures[measure].target
    return any(
        worse_than_minimum(
            contract, measure, Ratio(part.numerator, part.denominator), history.on(part.first), part.first
        )
        for part in month.parts[measure]
        if part.state == "breach" and history is not None
    )
