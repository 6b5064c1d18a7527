"""Credits on the bill of the next month, second calculation: what arose in a month, and what of it stands on which bill."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from vmo.past import PastMonth
from vmo.proofs import credits as crediting
from vmo.proving import Key
from vmo.records import RefusedError
from vmo.terms import Contract

FROM_BEFORE = "last_month"


def waits(contract: Contract, first: date, last: date) -> bool:
    """Whether what arises from the first to the last day is taken off the bill after it."""
    told = contract.told.credits
    entries = told.taken_off.root if told and told.taken_off else {}
    begun = [day for day in entries if day <= first]
    final = bool(told and told.terminated_on and told.terminated_on <= last)
    return bool(begun) and entries[max(begun)].value == "next_month" and not final


def as_arisen(contract: Contract, past: Sequence[PastMonth]) -> list[PastMonth]:
    """Each recorded month with the credits of its own misses: those that waited with what was put off."""
    found = []
    for month in past:
        own = tuple(one for one in month.credits if one.measure != FROM_BEFORE)
        if waits(contract, *contract.month(month.period)):
            own = tuple(replace(one, amount=one.carried, carried=one.amount) for one in own)
        found.append(replace(month, credits=own))
    return found


def on_bills(
    contract: Contract, first: date, last: date, own: Mapping[Key, Decimal], past: Sequence[PastMonth], places: int
) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    """The credits on the bill of the month, and of its own those that wait for the next one."""
    waiting = dict(own) if waits(contract, first, last) else {}
    bill = {key: crediting.half_up(0, places) if key in waiting else amount for key, amount in own.items()}
    eve = first - timedelta(days=1)
    begin = contract.month(f"{eve.year:04}-{eve.month:02}")[0]
    named = f"{eve.year:04}-{eve.month:02}"
    if waits(contract, begin, eve):
        earlier = [one for one in past if one.period == named]
        if not earlier:
            raise RefusedError([f"{named}: not recorded"])
        amount = crediting.total([one.amount for one in earlier[0].credits], places)
        if amount:
            bill[FROM_BEFORE, first] = amount
    return bill, waiting
