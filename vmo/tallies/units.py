"""Units: what was counted for each business unit of the client, for the chargeback of an invoice (domain.md 4, row 20)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from vmo import catalogue
from vmo.records import Attainment
from vmo.settlement.chargeback import NOT_TOLD, ByUnit
from vmo.tallies import Tally
from vmo.terms import Contract, Scope

UNIT = "business_unit"

Counting = Callable[[Contract], dict[tuple[str, date], Decimal]]
Judging = Callable[[Contract], Sequence[Attainment]]


def by_unit(contract: Contract, first: date, tallies: Iterable[Tally], count: Counting, judge: Judging) -> ByUnit:
    """What `count` counts and `judge` measures of each unit's rows alone; nothing without a chargeback."""
    if contract.told.chargeback is None:
        return ByUnit()
    told = contract.told.chargeback.on(first)
    named = {
        tally.cell.get(UNIT) for tally in tallies if tally.bucket is not None and tally.within(contract.told.scope)
    }
    charges: dict[tuple[str, date], dict[str, Decimal]] = {}
    failed: dict[str, dict[str, Decimal]] = {}
    for unit in named:
        alone = narrowed(contract, unit)
        for key, counted in count(alone).items():
            if key[0] in (told.driver, *told.direct):
                charges.setdefault(key, {})[unit or NOT_TOLD] = counted
        for one in judge(alone) if told.credits == "failed" else ():
            if (missed := _failed(one)) is not None:
                own = failed.setdefault(one.id, {})
                own[unit or NOT_TOLD] = own.get(unit or NOT_TOLD, Decimal(0)) + missed
    return ByUnit(charges, failed)


def narrowed(contract: Contract, unit: str | None) -> Contract:
    """The contract over the rows of one unit alone; of those that name none, for None."""
    told = contract.told

    def own(scope: Scope) -> dict[str, Any]:
        return {**scope, UNIT: [unit] if unit in scope.get(UNIT, [unit]) else []}

    parts = {
        name: {key: one.model_copy(update={"scope": own({**told.scope, **one.scope})}) for key, one in parts.items()}
        for name, parts in (("measures", told.measures), ("charges", told.charges))
    }
    return contract.over(told.model_copy(update={"scope": own(told.scope), **parts}))


def _failed(one: Attainment) -> Decimal | None:
    """The contacts or items that failed of a percentage; None of what is none."""
    if catalogue.metric(one.metric).unit != "%" or one.numerator is None or one.denominator is None:
        return None
    return one.denominator - one.numerator if one.direction == "higher" else one.numerator
