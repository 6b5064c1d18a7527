"""Bonus: a pool shared by what was better than expected (domain.md 3.8; decisions S1, M2, M8). Never netted against credits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded, rounded_down, shared_out
from vmo.records import Attainment, Bonus
from vmo.settlement.caps import limit_of
from vmo.terms import Contract

ZERO = Decimal(0)


@dataclass(frozen=True)
class Earned:
    """The bonus of a month, or why there is none although something reached beyond its level."""

    bonuses: tuple[Bonus, ...] = ()
    withheld: str = ""


def earned(contract: Contract, first: date, attainments: Sequence[Attainment], base: Decimal) -> Earned:
    """The bonus of each part of a measure that was met, under the bonus's own cap."""
    if contract.told.bonus is None:
        return Earned()
    entry, currency = contract.told.bonus.entry(first), contract.told.currency
    terms = entry.value
    pool = Fraction(base) * Fraction(terms.pool_percent) / 100
    found = []
    for one in attainments:
        if (
            one.id not in terms.shares
            or one.state != "met"
            or one.value is None
            or not isinstance(one.expected, Decimal)
        ):
            continue
        reach = _reach(one.judged or Fraction(0), one.expected, terms.stretch[one.id])
        share = Fraction(terms.shares[one.id]) / 100
        amount = rounded(pool * share * reach * Fraction(one.days, one.window_days), currency)
        if amount:
            found.append(
                Bonus(
                    one.id,
                    one.first,
                    one.last,
                    pool,
                    share,
                    reach,
                    one.days,
                    one.window_days,
                    amount,
                    amount,
                    entry.ref,
                )
            )
    if found and (why := withheld(contract, attainments)):
        return Earned(withheld=why)
    cap = limit_of(terms.cap, base, currency) if terms.cap else None
    together = sum((one.amount for one in found), ZERO)
    if cap is not None and together > cap:
        shares = shared_out(rounded_down(cap, currency), [one.amount for one in found], currency)
        found = [replace(one, amount=share) for one, share in zip(found, shares, strict=True)]
    return Earned(tuple(found))


def withheld(contract: Contract, attainments: Sequence[Attainment]) -> str:
    """What keeps every bonus of the month back; empty where nothing does."""
    for one in attainments:
        if contract.told.measures[one.id].class_ == "critical" and one.state in ("breach", "no_data"):
            return f"{one.id} is critical and {one.state.replace('_', ' ')}"
        if one.cannot_be_met:
            return f"{one.id} cannot be met: {one.cannot_be_met}"
    return ""


def _reach(value: Fraction, expected: Decimal, stretch: Decimal) -> Fraction:
    """The way from expected to stretch that was made, 0 to 1; the other way round where lower is better."""
    whole = Fraction(stretch) - Fraction(expected)
    return min(max((value - Fraction(expected)) / whole, Fraction(0)), Fraction(1))
