"""Chargeback: every amount of an invoice shared by business units, so that their sums are the invoice to the minor unit.

Each line, credit, bonus and tax is shared on its own, by largest remainder; a unit that the rows do not name stands as such.
Where nothing was counted that could tell, the units share alike (domain.md 4, row 20).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from vmo.money import rounded, shared_out
from vmo.records import Bonus, Credit, Line, Tax, UnitShare
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


def charged_back(
    contract: Contract,
    first: date,
    by_unit: ByUnit,
    lines: Sequence[Line],
    credits_: Sequence[Credit],
    bonuses: Sequence[Bonus],
    taxes: Sequence[Tax],
) -> tuple[UnitShare, ...]:
    """Each unit's share under the terms of the window's first day; none without terms, or without a row counted."""
    units = by_unit.units
    if contract.told.chargeback is None or not units:
        return ()
    told, currency = contract.told.chargeback.on(first), contract.told.currency
    driver = _together([counts for (name, _), counts in by_unit.charges.items() if name == told.driver])

    def shared(amount: Decimal, counts: Counts) -> list[Decimal]:
        weights = [counts.get(unit, ZERO) for unit in units]
        return shared_out(amount, weights if any(weights) else [Decimal(1)] * len(units), currency)

    zero = rounded(ZERO, currency)
    borne: list[list[Decimal]] = []
    for line in lines:
        name = line.id.partition(".")[0]
        own = by_unit.charges.get((name, line.first), {}) if name in told.direct else {}
        borne.append(shared(line.amount, own if any(own.values()) else driver))
    charges = _sums(borne, units, zero)
    failed = by_unit.failed if told.credits == "failed" else {}
    credit = _sums([shared(one.amount, failed.get(one.measure) or driver) for one in credits_], units, zero)
    bonus = _sums([shared(one.amount, driver) for one in bonuses], units, zero)
    net = [a - b + c for a, b, c in zip(charges, credit, bonus, strict=True)]
    by_net = dict(zip(units, (max(one, ZERO) for one in net), strict=True))
    tax = _sums([shared(one.amount, by_net) for one in taxes], units, zero)
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


def _sums(parts: Sequence[list[Decimal]], units: Sequence[str], zero: Decimal) -> list[Decimal]:
    return [sum((part[n] for part in parts), zero) for n in range(len(units))]
