"""Counters: how many months running, and what a month without a verdict does to the run (decision M7)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from vmo.past import PastMonth, PastPart
from vmo.records import State
from vmo.terms import Contract, Counter
from vmo.terms.counters import Effect, Rule

UNDECIDED: tuple[State, ...] = ("excused", "no_volume", "low_volume", "no_data", "not_due")


def rule_of(contract: Contract, rule: Rule, day: date) -> Counter:
    """What the contract says of a counter; where it says nothing, the defaults."""
    credits_ = contract.told.credits
    told = credits_.counters.on(day) if credits_ and credits_.counters else {}
    return told.get(rule, Counter())


def effect_of(rule: Counter, state: State, *, unless: Effect = "skip") -> Effect | None:
    """What a month of that state does to a run; None where it has a verdict.

    >>> effect_of(Counter(no_volume="reset"), "no_volume"), effect_of(Counter(), "excused"), effect_of(Counter(), "met")
    ('reset', 'skip', None)
    """
    return (getattr(rule, state, None) or unless) if state in UNDECIDED else None


def run(months: Iterable[tuple[PastMonth, State]], counts: Callable[[PastMonth, State], bool], rule: Counter) -> int:
    """How many months running count, the latest first; a month with a verdict that does not count ends the run.

    >>> months = [(PastMonth(""), state) for state in ("breach", "no_volume", "breach", "met", "breach")]
    >>> missed = lambda month, state: state == "breach"
    >>> run(months, missed, Counter()), run(months, missed, Counter(no_volume="reset")), run(months, missed, Counter(max_gap=0))
    (2, 1, 1)
    """
    found = gap = 0
    for month, state in months:
        effect = effect_of(rule, state)
        if effect is None:
            if not counts(month, state):
                break
            found, gap = found + 1, 0
            continue
        gap += 1
        if effect == "reset" or (rule.max_gap is not None and gap > rule.max_gap):
            break
    return found


def as_missed(contract: Contract, months: Iterable[PastMonth]) -> tuple[PastMonth, ...]:
    """The months as counters see them: one without data is a breach without a value, where a clause makes it a miss (M1, S1)."""
    if contract.told.on_no_data != "miss":
        return tuple(months)
    return tuple(
        replace(month, parts={name: tuple(_as_missed(one) for one in parts) for name, parts in month.parts.items()})
        for month in months
    )


def _as_missed(part: PastPart) -> PastPart:
    return replace(part, state="breach", numerator=None, denominator=None) if part.state == "no_data" else part
