"""Taxes: every line, bonus and part of a credit under its category and rate, one amount for each, rounded once (M2, D1).

A charge may have a category of its own; all else has that of the contract: manual lines, bonus, what is earned back. Credits that
reduce the price are split, each by the net of the categories, to the minor unit by largest remainder. Damages reduce none of
them: they are not subject to VAT, nor is what is earned back of damages, nor a late fee, which no credit reduces (decisions D1,
M6, M9).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded, rounded_down, shared_out
from vmo.past import LATE_FEE
from vmo.records import Bonus, Credit, Line, Tax, VatCategory, VatPart
from vmo.schema import Dated
from vmo.settlement.earn_back import MODEL as EARNED_BACK
from vmo.settlement.earn_back import OFFSET
from vmo.terms import Contract
from vmo.terms.tax import CategoryRate, TaxTerms

ZERO = Decimal(0)
UNTAXABLE = "O"  # not subject to VAT: it has no rate
DAMAGES = "damages"


@dataclass(frozen=True)
class Taxed:
    """What stands on a document, each with its category, and the tax of each category, the contract's own first."""

    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]
    bonuses: tuple[Bonus, ...]
    taxes: tuple[Tax, ...] = ()


def taxed(
    contract: Contract, first: date, lines: Sequence[Line], credits_: Sequence[Credit], bonuses: Sequence[Bonus]
) -> Taxed:
    """The taxes under the terms of the window's first day; none without terms."""
    currency, history = contract.told.currency, contract.told.invoice.tax
    if history is None:
        return Taxed(tuple(lines), tuple(credits_), tuple(bonuses))
    entry = history.entry(first)
    own = _category(entry.value)
    untaxable = VatCategory(UNTAXABLE, None)
    lines = [
        replace(
            line,
            vat=untaxable
            if line.model == LATE_FEE or _of_damages(line, contract, history, entry.value)
            else _category(entry.value.charges.get(line.id.partition(".")[0], entry.value)),
        )
        for line in lines
    ]
    bonuses = [replace(one, vat=own) for one in bonuses]
    charged = [line for line in lines if line.model != LATE_FEE]
    bases = {own: rounded(ZERO, currency)} if bonuses or not (charged or (lines and not credits_)) else {}
    standing: list[Line | Bonus] = [*bonuses, *charged]
    for one in standing:
        kind = one.vat or own
        bases[kind] = bases.get(kind, rounded(ZERO, currency)) + one.amount
    if own in bases:
        bases = {own: bases[own], **bases}
    if entry.value.credit_nature == "price_reduction":
        weights = [max(base, ZERO) for base in bases.values()]
        credits_ = [replace(one, parts=_parts(one.amount, bases, weights, currency)) for one in credits_]
        for part in (part for one in credits_ for part in one.parts):
            bases[part.vat] -= part.amount
    else:
        credits_ = [replace(one, parts=(VatPart(untaxable, one.amount),) if one.amount else ()) for one in credits_]
        if owed := sum((one.amount for one in credits_), ZERO):
            bases[untaxable] = bases.get(untaxable, rounded(ZERO, currency)) - owed
    if fees := [line.amount for line in lines if line.model == LATE_FEE]:
        bases[untaxable] = sum(fees, bases.get(untaxable, rounded(ZERO, currency)))
    taxes = (
        Tax(kind.code, kind.rate or ZERO, base, _tax(base, kind.rate or ZERO, entry.value, currency), entry.ref)
        for kind, base in bases.items()
    )
    return Taxed(tuple(lines), tuple(credits_), tuple(bonuses), tuple(taxes))


def _of_damages(line: Line, contract: Contract, history: Dated[TaxTerms], now: TaxTerms) -> bool:
    """Whether a line gives damages back: those of the month that it names, or of its own where it is set against these."""
    if line.model != EARNED_BACK:
        return False
    named = line.id.rpartition(".")[2]
    if named == OFFSET:
        return now.credit_nature == DAMAGES
    begun = contract.month(named)[0]
    return begun >= min(history.root) and history.on(begun).credit_nature == DAMAGES


def _parts(
    amount: Decimal, kinds: Iterable[VatCategory], weights: Sequence[Decimal], currency: str
) -> tuple[VatPart, ...]:
    shares = shared_out(amount, weights if any(weights) else [Decimal(1)] * len(weights), currency)
    return tuple(VatPart(kind, share) for kind, share in zip(kinds, shares, strict=True) if share)


def _category(told: CategoryRate) -> VatCategory:
    return VatCategory(told.category, None if told.category == UNTAXABLE else told.rate)


def _tax(base: Decimal, rate: Decimal, told: TaxTerms, currency: str) -> Decimal:
    exact = Fraction(base) * Fraction(rate) / 100
    return rounded(exact, currency) if told.mode == "half_up" else rounded_down(exact, currency)
