"""A performance settled twice: by the contract's terms as the line does it, and by the second calculation."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from vmo.calendars import days
from vmo.money import minor_unit_places
from vmo.proving import charged, held
from vmo.proving.settlement import recalculate
from vmo.records import Ratio, Recalculation
from vmo.settlement.performance import Performance
from vmo.settlement.settle import Settlement
from vmo.terms import Contract


def again(
    contract: Contract, performance: Performance, came: Mapping[tuple[str, date], Ratio] = MappingProxyType({})
) -> Recalculation:
    """The second settlement of the same figures; one that is averaged with earlier months is given as the mean that it is. `came`
    are those that the contract holds to a forecast, as they came.
    """
    measured = {**performance.ratios, **came}
    counted = {(charged(name), day): Ratio(quantity) for (name, day), quantity in performance.quantities.items()}
    counted |= {(held(name), day): Ratio(quantity) for (name, day), quantity in performance.against.items()}
    assert all(one.agg == "ratio_of_sums" for one in contract.told.measures.values())
    begun = min([performance.first, *(day for _, day in measured)])  # a window of several months begins before this one
    return recalculate(
        contract,
        performance.first,
        performance.last,
        ratios={**measured, **counted},
        data_days=frozenset(days(begun, performance.last)),
        past=performance.past,
        lost=performance.lost.keys(),
        adjustments=(),
        places=minor_unit_places(contract.told.currency),
        rows=0,
        all_rows=0,
    )


def compare(found: Settlement, second: Recalculation) -> None:
    """Both calculations come to the same states, lines, credits and totals."""
    assert {(one.id, one.first): one.state for one in found.attainments} == second.states
    assert {(one.id, one.first): one.amount for one in found.money.lines} == second.amounts
    assert {(one.measure, one.first): one.amount for one in found.money.credits} == second.credits
    waiting = {(one.measure, one.first): one.carried for one in found.money.credits}
    assert all(waiting[key] == amount for key, amount in second.waiting.items())
    assert {(one.measure, one.first): one.amount for one in found.money.bonus.bonuses} == second.bonuses
    rights = {(one.rule, one.measure, one.right_accrued_on, one.right_expires_on) for one in found.money.rights}
    assert rights == second.rights
    assert {(one.measure, one.proposed) for one in found.money.proposals} == second.proposals
    assert found.money.totals == second.totals
