"""Taxes: one amount for each category and rate, on what is charged under it, rounded once (decisions M2, D1).

A charge may have a category of its own; all else has that of the contract: manual lines, bonus, what is earned back. Credits that
reduce the price reduce the bases by their net, to the minor unit by largest remainder; damages reduce none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded, rounded_down, shared_out
from vmo.records import Line, Tax
from vmo.terms import Contract
from vmo.terms.tax import CategoryRate, TaxTerms

ZERO = Decimal(0)

Kind = tuple[str, Decimal]


@dataclass(frozen=True)
class Untaxed:
    """What is taxed: the lines, and what stands beside them, in money."""

    lines: Sequence[Line]
    credits: Decimal
    bonus: Decimal


def taxed(contract: Contract, first: date, untaxed: Untaxed) -> tuple[Tax, ...]:
    """The taxes under the terms of the window's first day, the contract's own category first; none without terms."""
    currency, history = contract.told.currency, contract.told.invoice.tax
    if history is None:
        return ()
    entry = history.entry(first)
    bases: dict[Kind, Decimal] = {_kind(entry.value): rounded(ZERO, currency) + untaxed.bonus}
    for line in untaxed.lines:
        kind = _kind(entry.value.charges.get(line.id.partition(".")[0], entry.value))
        bases[kind] = bases.get(kind, ZERO) + line.amount
    if entry.value.credit_nature == "price_reduction" and untaxed.credits:
        weights = [max(base, ZERO) for base in bases.values()]
        parts = shared_out(untaxed.credits, weights if any(weights) else [Decimal(1)] * len(weights), currency)
        bases = {kind: base - part for (kind, base), part in zip(bases.items(), parts, strict=True)}
    return tuple(
        Tax(category, rate, base, _tax(base, rate, entry.value, currency), entry.ref)
        for n, ((category, rate), base) in enumerate(bases.items())
        if not n or base
    )


def _kind(told: CategoryRate) -> Kind:
    return told.category, told.rate


def _tax(base: Decimal, rate: Decimal, told: TaxTerms, currency: str) -> Decimal:
    exact = Fraction(base) * Fraction(rate) / 100
    return rounded(exact, currency) if told.mode == "half_up" else rounded_down(exact, currency)
