"""Caps: by measure, month, year and contract, one after the other (domain.md 3.11; decisions M2, M8).

A cap rounds down; what comes in is split over it by largest remainder, ties to the first. Credits to which no cap applies
stand outside. Earlier months count as they were recorded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.money import rounded_down, shared_out
from vmo.past import PastMonth
from vmo.records import Cap, Credit
from vmo.settlement.brought import brought
from vmo.settlement.performance import Performance
from vmo.terms import Caps, Contract, Limit, clause

ZERO = Decimal(0)
CARRIED = "carried"
Span = Literal["measure", "month", "year", "contract"]


@dataclass(frozen=True)
class Capped:
    """Credits after their caps, and what each cap did."""

    credits: tuple[Credit, ...]
    caps: tuple[Cap, ...]


def under_caps(
    contract: Contract, performance: Performance, owed: Sequence[Credit], base: Decimal, at_risk: Fraction
) -> Capped:
    """The credits of a month, with what was carried into it, under every cap of the contract, the narrowest first."""
    told, currency, first = contract.told.credits, contract.told.currency, performance.first
    if told is None:
        return Capped((), ())
    entry = told.caps.entry(first) if told.caps else None
    caps, ref = (entry.value, entry.ref) if entry else (Caps(), "")
    done: list[Cap] = []
    credits_ = list(owed)

    def cap(of: Span, limit: Decimal, clause_: str, among: Callable[[Credit], bool], name: str = "") -> None:
        before = sum((one.amount for one in credits_ if one.capped and among(one)), ZERO)
        credits_[:] = held(credits_, max(limit, ZERO), currency, among)
        after = sum((one.amount for one in credits_ if one.capped and among(one)), ZERO)
        done.append(Cap(of, name, limit, before, after, clause_))

    for name, limit in caps.measures.items():
        cap("measure", limit_of(limit, base, currency), ref, lambda one, name=name: one.measure == name, name)  # type: ignore[misc]
    credits_ += carried_in(performance, ref if caps.excess == "carries" else "")
    entered = [one.amount for one in credits_]
    months = [limit_of(caps.month, base, currency)] if caps.month else []
    months += [rounded_down(at_risk, currency)] if told.at_risk_percent else []
    if months:
        risk = told.at_risk_percent.entry(first).ref if told.at_risk_percent else ""
        cap("month", min(months), clause([ref if caps.month else "", risk]), _every)
    spans: tuple[tuple[Span, Limit | None, Sequence[PastMonth]], ...] = (
        ("year", caps.year, year_so_far(performance, caps.year_begins)),
        ("contract", caps.contract, performance.past),
    )
    for of, most, earlier in spans:
        if most:
            whole = limit_of(most, base + sum((one.base for one in earlier), ZERO), currency)
            cap(of, whole - sum((one.capped for one in earlier), ZERO), ref, _every)
    if caps.excess == "carries":
        credits_ = [replace(one, carried=before - one.amount) for one, before in zip(credits_, entered, strict=True)]
    return Capped(tuple(credits_), tuple(done))


def held(
    credits_: Sequence[Credit], limit: Decimal, currency: str, among: Callable[[Credit], bool] = lambda _: True
) -> list[Credit]:
    """The credits as they are, or the limit split over those that it is for."""
    under = [one for one in credits_ if one.capped and among(one)]
    if sum((one.amount for one in under), ZERO) <= limit:
        return list(credits_)
    shares = iter(shared_out(limit, [one.amount for one in under], currency))
    return [replace(one, amount=next(shares)) if one.capped and among(one) else one for one in credits_]


def carried_in(performance: Performance, ref: str) -> list[Credit]:
    """What the latest recorded month could not hold, as one credit of this month."""
    amount = sum((one.carried for one in performance.past[0].credits), ZERO) if performance.past and ref else ZERO
    if not amount:
        return []
    return [brought(performance, CARRIED, amount, ref, f"carried from {performance.past[0].period}", capped=True)]


def year_so_far(performance: Performance, begins: int) -> tuple[PastMonth, ...]:
    """The recorded months of the contract year before this one."""
    year = performance.last.year - (performance.last.month < begins)
    return tuple(one for one in performance.past if one.period >= f"{year:04}-{begins:02}")


def _every(_: Credit) -> bool:
    return True


def limit_of(limit: Limit, base: Decimal, currency: str) -> Decimal:
    """What a limit comes to, rounded down."""
    exact = Fraction(limit.money) if limit.money is not None else Fraction(base) * Fraction(limit.percent or 0) / 100
    return rounded_down(exact, currency)
