"""Counted: where each rule that looks back stands at the end of a month, for the reader; nothing is priced by it (M7)."""

from collections.abc import Iterator, Sequence

from vmo.past import PastMonth, before, running
from vmo.records import Counted
from vmo.schema import TermNotInForceError
from vmo.settlement.counters import rule_of, run
from vmo.settlement.repeats import below_minimum
from vmo.settlement.rights import missed
from vmo.terms import Contract


def counted(contract: Contract, months: Sequence[PastMonth]) -> tuple[Counted, ...]:
    """Repeats of each measure that may cost something, and misses of each that may give a right; the oldest month first."""
    return (*_repeats(contract, months), *_misses(contract, months)) if months else ()


def _repeats(contract: Contract, months: Sequence[PastMonth]) -> Iterator[Counted]:
    credits_ = contract.told.credits
    if credits_ is None or credits_.repeat is None:
        return
    first, _ = contract.month(months[-1].period)
    entry, rule = credits_.repeat.entry(first), rule_of(contract, "repeat", first)
    following = before(months[-1].period, -1)
    for name, measure in contract.told.measures.items():
        if measure.class_ != "critical":
            continue
        own = list(running(months, name, following))
        found = run(
            own,
            lambda month, state, name=name: (  # type: ignore[misc]
                state == "breach" and (rule.counts == "breach" or below_minimum(contract, name, month))
            ),
            rule,
        )
        what = "breaches running" if rule.counts == "breach" else "misses of the minimum running"
        yield Counted("repeat", name, found, max(entry.value), what, entry.ref)


def _misses(contract: Contract, months: Sequence[PastMonth]) -> Iterator[Counted]:
    first, _ = contract.month(months[-1].period)
    critical = [name for name, one in contract.told.measures.items() if one.class_ == "critical"]
    for rule, history in contract.told.termination.items():
        try:
            entry = history.entry(first)
        except TermNotInForceError:
            continue
        right = entry.value
        for name in (right.measures or critical) if right.rule == "misses" else ():
            found = missed(contract, name, months, right.of)
            yield Counted(
                rule, name, len(found), right.n, f"missed in {right.of} months: {', '.join(found) or 'none'}", entry.ref
            )
