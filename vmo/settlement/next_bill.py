"""Next bill: credits of a month that reduce the bill of the month after, as one credit that names the month they arose in.

They stand in their own month with nothing taken off, after its caps; in the next one no cap holds them again. What arose is read
from the recorded month, so one that is restated comes to another bill. The last month before a termination has no next bill and
bears its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from vmo.money import rounded
from vmo.past import PastCredit, PastMonth, before
from vmo.records import Credit, RefusedError
from vmo.settlement.brought import brought
from vmo.settlement.performance import Performance
from vmo.terms import Contract

ZERO = Decimal(0)
LAST_MONTH = "last_month"
NEXT = "next_month"


def defers(contract: Contract, period: str) -> bool:
    """Whether the credits of a month go onto the next bill."""
    credits_ = contract.told.credits
    first, last = contract.month(period)
    if credits_ is None or credits_.taken_off is None or min(credits_.taken_off.root) > first:
        return False
    ended = credits_.terminated_on
    return credits_.taken_off.on(first) == NEXT and not (ended and ended <= last)


def arisen(contract: Contract, past: Sequence[PastMonth]) -> tuple[PastMonth, ...]:
    """The recorded months with the credits that arose in each, whatever bill they reduced."""
    return tuple(replace(one, credits=tuple(_arisen(contract, one))) for one in past)


def billed(contract: Contract, performance: Performance, own: Sequence[Credit]) -> list[Credit]:
    """The credits as they stand on the month's bill: of those before, and its own, which may wait for the next.

    `performance` tells the past as it arose. Raises RefusedError where the month before has a bill to come, unrecorded.
    """
    moved = _of_the_month_before(contract, performance)
    if not defers(contract, performance.period):
        return [*own, *moved]
    waits = f"on the bill of {before(performance.period, -1)}"
    nothing = rounded(ZERO, contract.told.currency)
    kept = [
        replace(one, amount=nothing, carried=one.amount, curve=", ".join(filter(None, (one.curve, waits))))
        for one in own
    ]
    return [*kept, *moved]


def _of_the_month_before(contract: Contract, performance: Performance) -> list[Credit]:
    period = before(performance.period)
    if not defers(contract, period):
        return []
    known = {one.period: one for one in performance.past}
    if period not in known:
        what = f"{period} is not recorded, and its credits are taken off the bill of {performance.period}"
        raise RefusedError(
            [f"credits.taken_off: {what}; run vmo month for it first, or let the term begin with {performance.period}"]
        )
    found = [one for one in known[period].credits if one.amount]
    amount = sum((one.amount for one in found), ZERO)
    if not amount:
        return []
    history = contract.told.credits.taken_off if contract.told.credits else None
    assert history is not None
    out_of = f"of {period}: " + ", ".join(f"{one.measure} {one.amount:,f}" for one in found)
    return [
        brought(performance, LAST_MONTH, amount, history.entry(contract.month(period)[0]).ref, out_of, capped=False)
    ]


def _arisen(contract: Contract, month: PastMonth) -> list[PastCredit]:
    own = [one for one in month.credits if one.measure != LAST_MONTH]
    return [replace(one, amount=one.carried, carried=ZERO) for one in own] if defers(contract, month.period) else own
