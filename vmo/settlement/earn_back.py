"""Earn-back: the ledger of credits that may return, made anew from the recorded months (domain.md 3.9; decisions M7, M9, S1).

A credit's test lasts its months; a missed one forfeits it or begins it anew, one without a verdict extends it, is skipped or
begins it anew. It is released in the first month, at or after the end of its test, that is met itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo import catalogue
from vmo.money import rounded
from vmo.past import PastMonth, PastPart, before
from vmo.records import EarnBackEntry, Line, Standing
from vmo.schema import TermNotInForceError
from vmo.settlement.beyond import beyond
from vmo.settlement.compared import compared, rounding_on
from vmo.settlement.counters import effect_of, rule_of
from vmo.settlement.repeats import below_minimum
from vmo.settlement.rights import accrued
from vmo.terms import Contract, EarnBack

ZERO = Decimal(0)
MODEL = "earn_back"
OFFSET = "offset"  # in place of a month: what is set against the credits of its own


@dataclass(frozen=True)
class Returned:
    """The ledger at the end of a month, and the lines of what returns in it."""

    ledger: tuple[EarnBackEntry, ...] = ()
    lines: tuple[Line, ...] = ()


def returned(contract: Contract, months: Sequence[PastMonth]) -> Returned:
    """The ledger after the last of these months, the oldest first; of each credit what became of it."""
    credits_ = contract.told.credits
    if credits_ is None or credits_.earn_back is None or not months:
        return Returned()
    ledger = [entry for month in months[:-1] for entry in _entries(contract, month, months)]
    now = months[-1].period
    released = [one for one in ledger if one.standing == "released" and one.settled_in == now]
    terms = credits_.earn_back.on(contract.month(now)[0])
    if terms.paid == "offset":
        return Returned(tuple(ledger), tuple(_offset(contract, ledger, months)))
    return Returned(tuple(ledger), tuple(_line(contract, one, now) for one in released))


def _entries(contract: Contract, month: PastMonth, months: Sequence[PastMonth]) -> Iterator[EarnBackEntry]:
    """The ledger entries of one month's credits."""
    history = contract.told.credits.earn_back if contract.told.credits else None
    assert history is not None
    first, _ = contract.month(month.period)
    try:
        entry = history.entry(first)
    except TermNotInForceError:
        return
    terms = entry.value
    for measure in dict.fromkeys(one.measure for one in month.credits):
        amount = sum((one.amount for one in month.credits if one.measure == measure), ZERO)
        chosen = terms.measures is None or measure in terms.measures
        if amount and chosen and measure in contract.told.measures:
            back = rounded(Fraction(amount) * Fraction(terms.percent) / 100, contract.told.currency)
            tested = _tested(contract, measure, month, months, terms)
            yield EarnBackEntry(measure, month.period, amount, back, *tested, entry.ref)


def _tested(
    contract: Contract, measure: str, month: PastMonth, months: Sequence[PastMonth], terms: EarnBack
) -> tuple[Standing, int, int, date, str]:
    """Standing, months passed, months of the test, its end as far as it is known, and the month that settled it."""
    length, passed, gone, gap = terms.months, 0, 0, 0
    ends = contract.month(before(month.period, -length))[1]
    if not _eligible(contract, measure, month, months, terms):
        return "ineligible", 0, length, ends, month.period
    by_period = {one.period: one for one in months}
    period = before(month.period, -1)
    while (one := by_period.get(period)) and (state := one.state(measure)):
        rule = rule_of(contract, "earn_back", contract.month(period)[0])
        effect = effect_of(rule, state, unless="extends")
        gone += 1
        if effect is None:
            gap = 0
            if state == "met" and (terms.test == "met" or _exceeded(contract, measure, one)):
                passed += 1
            elif terms.missed == "restarts":
                length, passed, gone = terms.months, 0, 0
            else:
                return "forfeited", passed, length, ends, period
        else:
            gap += 1
            if effect == "reset":
                length, passed, gone = terms.months, 0, 0
            elif effect == "extends":
                length += 1
            if rule.max_gap is not None and gap > rule.max_gap:
                return "forfeited", passed, length, ends, period
        ends = contract.month(before(period, gone - length))[1]
        if passed and gone >= length and effect is None and state == "met":
            return "released", passed, length, ends, period
        ended = contract.told.credits.terminated_on if contract.told.credits else None
        if ended and f"{ended:%Y-%m}" <= period:
            return terms.on_termination, passed, length, ends, period
        period = before(period, -1)
    return "pending", passed, length, ends, ""


def _eligible(contract: Contract, measure: str, month: PastMonth, months: Sequence[PastMonth], terms: EarnBack) -> bool:
    if "at_or_above_minimum" in terms.eligible and below_minimum(contract, measure, month):
        return False
    known = [one for one in months if one.period <= month.period]
    rights = accrued(contract, known) if "not_chronic" in terms.eligible else ()
    return not any(
        one.measure == measure and contract.told.termination[one.rule].on(one.right_accrued_on).rule == "misses"
        for one in rights
    )


def _exceeded(contract: Contract, measure: str, month: PastMonth) -> bool:
    told = contract.told.measures[measure]
    metric = catalogue.metric(told.metric)
    return all(
        told.target is not None
        and beyond(_seen(contract, measure, part), told.target.on(part.first).expected, metric.direction)
        for part in month.parts[measure]
        if part.state == "met"
    )


def _seen(contract: Contract, measure: str, part: PastPart) -> Fraction | None:
    """The value as the contract compares it."""
    told = contract.told.measures[measure]
    return compared(part.value(catalogue.metric(told.metric).scale), rounding_on(told, part.first))


def _line(contract: Contract, one: EarnBackEntry, period: str) -> Line:
    first, last = contract.month(period)
    text = f"Earned back: {one.measure}, part of the credit of {one.credit:,f} {contract.told.currency} of {one.period}"
    return Line(
        f"{MODEL}.{one.measure}.{one.period}",
        MODEL,
        first,
        last,
        text,
        Decimal(1),
        "one",
        one.returns,
        one.returns,
        one.clause,
    )


def _offset(contract: Contract, ledger: Sequence[EarnBackEntry], months: Sequence[PastMonth]) -> Iterator[Line]:
    """What was released, as far as the credits of its month and those after it hold it."""
    balance = used = ZERO
    for month in months:
        balance += sum(
            (one.returns for one in ledger if one.standing == "released" and one.settled_in == month.period), ZERO
        )
        used = min(balance, sum((one.amount for one in month.credits), ZERO))
        balance -= used
    if used:
        first, last = contract.month(months[-1].period)
        ref = next(one.clause for one in ledger)
        yield Line(
            f"{MODEL}.{OFFSET}", MODEL, first, last, "Earned back, against credits", Decimal(1), "one", used, used, ref
        )
