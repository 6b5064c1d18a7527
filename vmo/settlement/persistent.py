"""Persistent failure: one more credit where misses pile up in a rolling window (domain.md 3.12; decisions M1, M8)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded
from vmo.past import PastMonth, before
from vmo.records import Credit
from vmo.settlement.performance import Performance
from vmo.terms import Contract

PERSISTENT = "persistent"


def persistent(
    contract: Contract, performance: Performance, months: Sequence[PastMonth], base: Decimal
) -> tuple[Credit, ...]:
    """The credit of the last of these months, the oldest first; none where it adds no miss, or there are too few."""
    history = contract.told.credits.persistent if contract.told.credits else None
    if history is None:
        return ()
    entry = history.entry(performance.first)
    terms = entry.value
    critical = [name for name, one in contract.told.measures.items() if one.class_ == "critical"]
    begun = before(months[-1].period, terms.of - 1)
    missed = {
        month.period: sum(month.state(name) == "breach" for name in terms.measures or critical)
        for month in months
        if month.period >= begun
    }
    if not missed[months[-1].period] or sum(missed.values()) < terms.n:
        return ()
    money = terms.amount.money is not None
    found = Credit(
        measure=PERSISTENT,
        first=performance.first,
        last=performance.last,
        severity=Fraction((terms.amount.money if money else terms.amount.percent) or 0),
        multiplier=Fraction(1),
        share=Fraction(1),
        days=performance.days,
        window_days=performance.days,
        uncapped=Decimal(0),
        amount=Decimal(0),
        clause=entry.ref,
        curve=f"{sum(missed.values())} misses in {terms.of} months",
        returns="money" if money else "percent_of_charges",
        base=Fraction(1) if money else Fraction(base),
    )
    amount = rounded(found.exact, contract.told.currency)
    return (replace(found, uncapped=amount, amount=amount),) if amount else ()
