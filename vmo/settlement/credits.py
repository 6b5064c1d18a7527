"""Credits: what is at risk, what each miss costs of it, and the cap (domain.md 3.6, 3.11; decisions M2, M8).

Each credit rounds once, the cap rounds down, a capped sum is split by largest remainder. Contract-wide terms are those of
the window's first day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded, shared_out
from vmo.records import Attainment, Credit, Line
from vmo.terms import Contract, Credits, clause, curve_of

ZERO = Decimal(0)


def at_risk_amount(contract: Contract, first: date, charges: Sequence[Line]) -> Fraction:
    """Percent of the charges, exact; manual lines and taxes stand outside (domain.md 3.6)."""
    credits_ = contract.told.credits
    if credits_ is None:
        return Fraction(0)
    base = sum((line.amount for line in charges), ZERO)
    return Fraction(base) * Fraction(credits_.at_risk_percent.on(first)) / 100


def credited(contract: Contract, first: date, attainments: Sequence[Attainment], at_risk: Fraction) -> list[Credit]:
    """A credit for each attainment that bears one, before the cap."""
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


def capped(credits_: Sequence[Credit], cap: Decimal, currency: str) -> tuple[Credit, ...]:
    """The credits as they are, or the cap split over them by largest remainder, ties to the first."""
    together = sum((credit.uncapped for credit in credits_), ZERO)
    if together <= cap:
        return tuple(credits_)
    shares = shared_out(cap, [credit.uncapped for credit in credits_], currency)
    return tuple(replace(credit, amount=share) for credit, share in zip(credits_, shares, strict=True))


def _curve(credits_: Credits, measure: str, first: date) -> str:
    """The curve as the reader sees it.

    >>> _curve(Credits.model_construct(curves=None), "sl", date(2026, 1, 1))
    'cliff'
    """
    curve, terms = curve_of(credits_, measure, first)
    return ", ".join([curve, *(f"{name} {value}" for name, value in terms.items())])
