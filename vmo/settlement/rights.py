"""Rights: what failures entitle to, when it accrued and when it expires (domain.md 3.12; decisions M1, M7). Never money."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from vmo import catalogue
from vmo.past import PastMonth, before
from vmo.records import AccruedRight
from vmo.schema import TermNotInForceError
from vmo.settlement.beyond import beyond
from vmo.settlement.compared import compared, rounding_on
from vmo.settlement.counters import effect_of, rule_of
from vmo.terms import Contract, Right

Found = tuple[str, str]


def standing(contract: Contract, months: Sequence[PastMonth]) -> tuple[AccruedRight, ...]:
    """The rights that stand at the end of the last of these months, the oldest first: of each rule and measure the latest."""
    if not months:
        return ()
    _, today = contract.month(months[-1].period)
    latest = {(one.rule, one.measure): one for one in accrued(contract, months)}
    return tuple(
        one
        for one in latest.values()
        if (one.right_expires_on is None or one.right_expires_on >= today)
        and (one.exercised_on is None or one.exercised_on >= contract.month(months[-1].period)[0])
    )


def accrued(contract: Contract, months: Sequence[PastMonth]) -> tuple[AccruedRight, ...]:
    """Every right that accrued at the end of one of these months, in their order."""
    found = []
    for n, month in enumerate(months):
        first, last = contract.month(month.period)
        for rule, history in contract.told.termination.items():
            try:
                entry = history.entry(first)
            except TermNotInForceError:
                continue
            for measure, why in _fulfilled(contract, entry.value, month, months[: n + 1]):
                expires = last + timedelta(entry.value.notice_days) if entry.value.notice_days is not None else None
                exercised = entry.value.exercised_on
                found.append(AccruedRight(rule, measure, why, last, expires, exercised, entry.ref))
    return tuple(found)


def _fulfilled(contract: Contract, right: Right, month: PastMonth, months: Sequence[PastMonth]) -> Iterator[Found]:
    """(measure, why) of what fulfils a rule in a month."""
    if right.rule == "at_maximum":
        at = [one.period for one in _window(months, right.of) if _at_maximum(one)]
        if len(at) >= right.n and _at_maximum(month):
            yield "", f"credits at their maximum in {len(at)} of {right.of} months: {', '.join(at)}"
        return
    critical = [name for name, told in contract.told.measures.items() if told.class_ == "critical"]
    for measure in right.measures or critical:
        if right.rule == "critical" and _below_critical(contract, measure, month):
            yield measure, f"worse than its critical level in {month.period}"
        elif right.rule == "misses" and month.state(measure) == "breach":
            found = missed(contract, measure, months, right.of)
            if len(found) >= right.n:
                yield measure, f"missed in {len(found)} of {right.of} months: {', '.join(found)}"


def missed(contract: Contract, measure: str, months: Sequence[PastMonth], of: int) -> list[str]:
    """The months in breach among the last `of`: one without a verdict takes its place, extends them, or ends them (M7)."""
    by_period = {one.period: one for one in months}
    period, left = months[-1].period, of
    found: list[str] = []
    while left and period >= months[0].period:
        one = by_period.get(period)
        state = one.state(measure) if one else None
        rule = rule_of(contract, "chronic", contract.month(period)[0]) if state else None
        effect = effect_of(rule, state) if rule and state else None
        if effect == "reset":
            break
        left -= effect != "extends"
        if state == "breach":
            found.insert(0, period)
        period = before(period)
    return found


def _window(months: Sequence[PastMonth], of: int) -> list[PastMonth]:
    begun = before(months[-1].period, of - 1)
    return [one for one in months if one.period >= begun]


def _at_maximum(month: PastMonth) -> bool:
    return month.cap is not None and month.cap > 0 and month.capped >= month.cap


def _below_critical(contract: Contract, measure: str, month: PastMonth) -> bool:
    told = contract.told.measures[measure]
    metric = catalogue.metric(told.metric)
    for part in month.parts.get(measure, ()):
        level = told.target.on(part.first).critical if told.target else None
        value = compared(part.value(metric.scale), rounding_on(told, part.first))
        if level is not None and value is not None and part.state in ("amber", "breach"):
            worse = {"higher": "lower", "lower": "higher"}.get(metric.direction, "none")
            if beyond(value, level, worse):
                return True
    return False
