"""Price: quantities × rates → charges; then the at-risk amount, credits and caps, tax and totals.

Each charge line and each credit rounds once, the cap rounds down, a capped sum is split by largest remainder
(decisions M2, M8; domain.md 3.6, 3.11). Contract-wide terms are those of the window's first day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from inspect import signature

from vmo import plugins
from vmo.asks import ask, charge_segments, price_signature
from vmo.money import rounded, rounded_down, shared_out
from vmo.records import Attainment, Credit, Line, Tax, Totals
from vmo.tallies import Tally, total
from vmo.terms import Contract, Credits, clause, curve_of, scope_of

ZERO = Decimal(0)
MANUAL = "manual"


@dataclass(frozen=True)
class Priced:
    """The money of a month: charge lines, credits after the cap, taxes and totals."""

    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]
    taxes: tuple[Tax, ...]
    totals: Totals


def price(
    contract: Contract,
    first: date,
    last: date,
    *,
    tallies: Sequence[Tally],
    attainments: Sequence[Attainment],
    kind_of: dict[str, str],
    adjustments: Sequence[Line],
) -> Priced:
    """Charges of the window, credits of its attainments, manual lines, tax and totals, in the contract's currency."""
    currency = contract.told.currency
    charges = _charges(contract, first, last, tallies, kind_of)
    at_risk = at_risk_amount(contract, first, charges)
    credits_ = capped(_credits(contract, first, attainments, at_risk), rounded_down(at_risk, currency), currency)
    lines = (*charges, *adjustments)
    return Priced(lines, credits_, *_totals(contract, first, lines, credits_, rounded_down(at_risk, currency)))


def at_risk_amount(contract: Contract, first: date, charges: Sequence[Line]) -> Fraction:
    """Percent of the charges, exact; manual lines and taxes stand outside (domain.md 3.6)."""
    credits_ = contract.told.credits
    if credits_ is None:
        return Fraction(0)
    base = sum((line.amount for line in charges), ZERO)
    return Fraction(base) * Fraction(credits_.at_risk_percent.on(first)) / 100


def capped(credits_: Sequence[Credit], cap: Decimal, currency: str) -> tuple[Credit, ...]:
    """The credits as they are, or the cap split over them by largest remainder, ties to the first."""
    together = sum((credit.uncapped for credit in credits_), ZERO)
    if together <= cap:
        return tuple(credits_)
    shares = shared_out(cap, [credit.uncapped for credit in credits_], currency)
    return tuple(replace(credit, amount=share) for credit, share in zip(credits_, shares, strict=True))


def _charges(
    contract: Contract, first: date, last: date, tallies: Sequence[Tally], kind_of: dict[str, str]
) -> list[Line]:
    told = contract.told
    lines: list[Line] = []
    for name, charge in told.charges.items():
        model = plugins.find("pricing", charge.model)
        own: list[Line] = []
        for segment in charge_segments(charge, first, last):
            quantity = None
            if hasattr(model, "quantity"):
                asked = ask("quantity", charge.model, kind_of[f"charges.{name}"], segment.terms)
                scope = scope_of(told, charge.scope)
                summed = total(tallies, asked.key, scope, first=segment.first, last=segment.last, open_only=False)
                quantity = summed.numerator or ZERO
            taken = frozenset().union(*price_signature(charge.model))
            terms = {term: value for term, value in segment.terms.items() if term in taken}
            if "days" in signature(model.price).parameters:
                terms |= {"days": (segment.last - segment.first).days + 1, "window_days": (last - first).days + 1}
            own.extend(
                Line(
                    id=name,
                    model=charge.model,
                    first=segment.first,
                    last=segment.last,
                    text=charge.text or plugins.title(model),
                    quantity=part.quantity,
                    unit=part.unit,
                    rate=part.rate,
                    amount=rounded(part.amount, told.currency),
                    clause=clause(segment.clauses.values()),
                    per=part.per,
                )
                for part in model.price(quantity, **terms)
            )
        lines.extend(own if len(own) == 1 else [replace(line, id=f"{name}.{n}") for n, line in enumerate(own, 1)])
    return lines


def _credits(contract: Contract, first: date, attainments: Sequence[Attainment], at_risk: Fraction) -> list[Credit]:
    told = contract.told
    if told.credits is None:
        return []
    allocation = told.credits.allocation.entry(first)
    found = []
    for one in attainments:
        if not one.credit_bearing or not one.severity:
            continue
        share = Fraction(allocation.value[one.id]) / 100
        exact = at_risk * share * Fraction(one.days, one.window_days) * one.severity * one.multiplier
        amount = rounded(exact, told.currency)
        found.append(
            Credit(
                measure=one.id,
                first=one.first,
                last=one.last,
                severity=one.severity,
                multiplier=one.multiplier,
                share=share,
                days=one.days,
                window_days=one.window_days,
                uncapped=amount,
                amount=amount,
                clause=clause([allocation.ref, told.credits.curves.entry(first).ref if told.credits.curves else ""]),
                curve=_curve(told.credits, one.id, first),
            )
        )
    return found


def _curve(credits_: Credits, measure: str, first: date) -> str:
    """The curve as the reader sees it.

    >>> _curve(Credits.model_construct(curves=None), "sl", date(2026, 1, 1))
    'cliff'
    """
    curve, terms = curve_of(credits_, measure, first)
    return ", ".join([curve, *(f"{name} {value}" for name, value in terms.items())])


def _totals(
    contract: Contract, first: date, lines: Sequence[Line], credits_: Sequence[Credit], cap: Decimal
) -> tuple[tuple[Tax, ...], Totals]:
    zero = rounded(ZERO, contract.told.currency)
    charges = sum((line.amount for line in lines), zero)
    credit = sum((one.amount for one in credits_), zero)
    net = charges - credit
    taxes: tuple[Tax, ...] = ()
    if contract.told.invoice.tax:
        entry = contract.told.invoice.tax.entry(first)
        amount = rounded(Fraction(net) * Fraction(entry.value.rate) / 100, contract.told.currency)
        taxes = (Tax(entry.value.category, entry.value.rate, net, amount, entry.ref),)
    tax = sum((one.amount for one in taxes), zero)
    return taxes, Totals(charges, cap, credit, zero, net, tax, net + tax)
