"""Ratchet: the levels that a clause lets rise, as proposals (domain.md 3.13; decision M7). Nothing is ever applied."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo import catalogue
from vmo.money import cut, plain
from vmo.past import PastMonth, before
from vmo.records import Proposal, State
from vmo.settlement.beyond import beyond
from vmo.settlement.compared import compared, rounding_on
from vmo.settlement.counters import effect_of, rule_of
from vmo.terms import Contract, Ratchet, Target

WHOLE = 100


def proposals(contract: Contract, months: Sequence[PastMonth]) -> tuple[Proposal, ...]:
    """What the last of these months, the oldest first, lets rise."""
    if contract.told.ratchet is None or not months:
        return ()
    first, last = contract.month(months[-1].period)
    entry = contract.told.ratchet.entry(first)
    return tuple(
        found
        for measure in entry.value.measures
        if (found := _proposal(contract, measure, months, entry.value, last, entry.ref)) is not None
    )


def _proposal(
    contract: Contract, measure: str, months: Sequence[PastMonth], terms: Ratchet, last: date, ref: str
) -> Proposal | None:
    told = contract.told.measures[measure]
    target = told.target.on(last) if told.target else None
    if target is None or not isinstance(target.expected, Decimal):
        return None
    metric = catalogue.metric(told.metric)
    beaten = [one for one, _ in zip(_beaten(contract, measure, months, target), range(terms.months), strict=False)]
    if len(beaten) < terms.months:
        return None
    average = _average(beaten, measure, metric.scale, terms)
    level = Fraction(target.expected)
    halfway = (level + average) * Fraction(1, 2)
    step = abs(halfway - level)
    if terms.cap_percent is not None:
        left = WHOLE - level if metric.direction == "higher" and metric.unit == "%" else level
        step = min(step, left * Fraction(terms.cap_percent) / 100)
    rise = cut(step, terms.places)
    if not rise:
        return None
    proposed = target.expected + (rise if metric.direction == "higher" else -rise)
    effective = _next_year(last, terms.year_begins)
    text = (
        f"{measure} was better than {plain(target.expected)} in {terms.months} months running; the level may become "
        f"{plain(proposed)} from {effective}, once both sides have agreed to it"
    )
    entry = _entry(measure, target, proposed, effective, ref)
    return Proposal(measure, target.expected, average, halfway, proposed, effective, text, entry, ref)


def _beaten(contract: Contract, measure: str, months: Sequence[PastMonth], target: Target) -> Iterator[PastMonth]:
    """The months running, the latest first, that were better than the level of now, under that level."""
    by_period = {one.period: one for one in months}
    period, gap = months[-1].period, 0
    while (one := by_period.get(period)) and (state := one.state(measure)):
        rule = rule_of(contract, "ratchet", contract.month(period)[0])
        effect = effect_of(rule, state)
        if effect is None:
            if not _beats(contract, measure, one, state, target):
                return
            gap = 0
            yield one
        else:
            gap += 1
            if effect == "reset" or (rule.max_gap is not None and gap > rule.max_gap):
                return
        period = before(period)


def _beats(contract: Contract, measure: str, month: PastMonth, state: State, target: Target) -> bool:
    told = contract.told.measures[measure]
    metric = catalogue.metric(told.metric)
    parts = [part for part in month.parts[measure] if part.state == "met"]
    return state == "met" and all(
        told.target is not None
        and told.target.on(part.first).expected == target.expected
        and beyond(compared(part.value(metric.scale), rounding_on(told, part.first)), target.expected, metric.direction)
        for part in parts
    )


def _average(months: Sequence[PastMonth], measure: str, scale: int, terms: Ratchet) -> Fraction:
    if terms.average == "pooled":
        return _value(months, measure, scale)
    return sum((_value([one], measure, scale) for one in months), Fraction(0)) / Fraction(len(months))


def _value(months: Sequence[PastMonth], measure: str, scale: int) -> Fraction:
    """The ratio of the sums, in the metric's unit."""
    parts = [part for one in months for part in one.parts[measure] if part.state == "met"]
    over = sum((Fraction(part.numerator or 0) for part in parts), Fraction(0))
    under = sum((Fraction(1 if part.denominator is None else part.denominator) for part in parts), Fraction(0))
    return over * scale / Fraction(under)


def _next_year(last: date, begins: int) -> date:
    """The first day of the contract year after this month.

    >>> _next_year(date(2026, 10, 31), 1), _next_year(date(2026, 3, 31), 4), _next_year(date(2026, 4, 30), 4)
    (datetime.date(2027, 1, 1), datetime.date(2026, 4, 1), datetime.date(2027, 4, 1))
    """
    return date(last.year + (last.month >= begins), begins, 1)


def _entry(measure: str, target: Target, proposed: Decimal, effective: date, ref: str) -> str:
    minimum = "" if target.minimum is None else f", minimum: {target.minimum}"
    return (
        f"measures:\n  {measure}:\n    target:\n"
        f'      {effective}: {{value: {{expected: {plain(proposed)}{minimum}}}, ref: "proposed under {ref}; not agreed"}}\n'
    )
