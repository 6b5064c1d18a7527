"""Chargeback: every amount of an invoice shared by business units, so that their sums are the invoice to the minor unit.

Each line, credit, bonus and tax is shared on its own, by largest remainder; a unit that the rows do not name stands as such.
Where nothing was counted that could tell, the units share alike (domain.md 4, row 20).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from vmo.money import rounded, shared_out
from vmo.records import Bonus, Borne, Credit, Line, Tax, UnitShare
from vmo.settlement.performance import Segmented
from vmo.terms import Contract

ZERO = Decimal(0)
NOT_TOLD = ""

Counts = Mapping[str, Decimal]


@dataclass(frozen=True)
class ByUnit:
    """What was counted for each business unit: of charges by their segments, and what failed of measures."""

    charges: Mapping[Segmented, Counts] = field(default_factory=dict)
    failed: Mapping[str, Counts] = field(default_factory=dict)

    @property
    def units(self) -> list[str]:
        """Every unit, by name; that of rows which name none is last."""
        found = {unit for counts in (*self.charges.values(), *self.failed.values()) for unit in counts}
        return sorted(found, key=lambda unit: (unit == NOT_TOLD, unit))


def borne(
    contract: Contract,
    first: date,
    by_unit: ByUnit,
    lines: Sequence[Line],
    credits_: Sequence[Credit],
    bonuses: Sequence[Bonus],
    taxes: Sequence[Tax],
) -> Borne | None:
    """What each unit bears of every amount, under the terms of the window's first day; None without terms, or without a row
    counted.
    """
    units = by_unit.units
    if contract.told.chargeback is None or not units:
        return None
    told, currency = contract.told.chargeback.on(first), contract.told.currency
    driver = _together([counts for (name, _), counts in by_unit.charges.items() if name == told.driver])

    def shared(amount: Decimal, counts: Counts) -> tuple[Decimal, ...]:
        weights = [counts.get(unit, ZERO) for unit in units]
        return tuple(shared_out(amount, weights if any(weights) else [Decimal(1)] * len(units), currency))

    zero = rounded(ZERO, currency)
    of_lines = []
    for line in lines:
        name = line.id.partition(".")[0]
        own = by_unit.charges.get((name, line.first), {}) if name in told.direct else {}
        of_lines.append(shared(line.amount, own if any(own.values()) else driver))
    failed = by_unit.failed if told.credits == "failed" else {}
    of_credits = [shared(one.amount, failed.get(one.measure) or driver) for one in credits_]
    of_bonuses = [shared(one.amount, driver) for one in bonuses]
    parts = (_sums(parts, units, zero) for parts in (of_lines, of_credits, of_bonuses))
    net = [a - b + c for a, b, c in zip(*parts, strict=True)]
    by_net = dict(zip(units, (max(one, ZERO) for one in net), strict=True))
    of_taxes = [shared(one.amount, by_net) for one in taxes]
    return Borne(tuple(units), tuple(of_lines), tuple(of_credits), tuple(of_bonuses), tuple(of_taxes))


def unit_shares(told: Borne | None, currency: str) -> tuple[UnitShare, ...]:
    """What each unit bears in all."""
    if told is None:
        return ()
    zero, units = rounded(ZERO, currency), told.units
    charges, credit, bonus, tax = (
        _sums(parts, units, zero) for parts in (told.lines, told.credits, told.bonuses, told.taxes)
    )
    net = [a - b + c for a, b, c in zip(charges, credit, bonus, strict=True)]
    return tuple(
        UnitShare(unit, charges[n], credit[n], bonus[n], net[n], tax[n], net[n] + tax[n])
        for n, unit in enumerate(units)
    )


def _together(counts: Sequence[Counts]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in counts:
        for unit, count in one.items():
            found[unit] = found.get(unit, ZERO) + count
    return found


def _sums(parts: Sequence[Sequence[Decimal]], units: Sequence[str], zero: Decimal) -> list[Decimal]:
    return [sum((part[n] for part in parts), zero) for n in range(len(units))]
