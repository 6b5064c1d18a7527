"""Open days: what the days cost between the end of a contract's month and a month end, as 22 to 31 October.

Charges are those of the contract's month that the days lie in, as far as the month end; manual lines, what rolled into that
month, and late fees paid until then are certain. Credits and bonuses are the best estimate: the month judged by these days alone.
Where it cannot be, there are none, and the reason is told.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from vmo.check import check
from vmo.life.events import issued
from vmo.pipeline import integrity, late_fees, recorded, rolled
from vmo.pipeline.basis import Month, gather
from vmo.pipeline.evidence import second_calculation
from vmo.pipeline.house import House
from vmo.pipeline.month import assemble
from vmo.records import Document, Line, RefusedError
from vmo.terms import Contract
from vmo.unexpected import reasons
from vmo.yaml12 import FaultyTextError

DAY = timedelta(1)


@dataclass(frozen=True)
class OpenDays:
    """What they come to, and a sentence on their credits and bonuses; empty where the contract has none."""

    document: Document
    of_credits: str


def open_days(house: House, contract: Contract, on: date) -> OpenDays | None:
    """The month that is open on a month end, so far; None where none is, or nothing is charged yet.

    Raises RefusedError where days lack data, where the month is issued by now, or where both calculations differ.
    """
    period = f"{on + DAY:%Y-%m}"
    first, last = contract.month(period)
    if first > on:
        return None
    with house.store.transaction() as session:
        if issued(session, contract.id, period):
            raise RefusedError([f"{contract.id}/{period}: issued, and booked by its own journal"])
        certain = (
            *recorded.adjustments(session, contract, period, first, last),
            *rolled.lines(session, contract, period, first, last),
            *late_fees.lines(session, contract, first, on),
        )
    month = replace(gather(house, _charges_alone(contract, on), period, until=on), adjustments=certain)
    found, of_credits = _twice(house, month), ""
    if found.lines and (contract.told.credits or contract.told.bonus):
        try:
            found = _judged(house, contract, period, on, certain)
            of_credits = f"credits and bonuses by the days until {on}"
        except (RefusedError, FaultyTextError) as error:  # what cannot be estimated leaves the charges as they are
            of_credits = "no credits and bonuses: " + "; ".join(reasons(error))
    return OpenDays(replace(found, days=(first, on)), of_credits) if found.lines else None


def _judged(house: House, contract: Contract, period: str, on: date, certain: tuple[Line, ...]) -> Document:
    """The month as far as that day, judged by it; raises RefusedError where that is no estimate of it."""
    first, _ = contract.month(period)
    for name, measure in contract.told.measures.items():
        if measure.window and measure.window.on(first) != "month":
            raise RefusedError([f"{name} is judged on another window than the month"])
    month = gather(house, _charges_until(contract, on), period, until=on)
    found = _twice(house, integrity.gated(house, replace(month, adjustments=certain)))
    if missing := [one.id for one in found.attainments if one.state == "no_data"]:
        raise RefusedError([f"no data of {', '.join(dict.fromkeys(missing))} until {on}"])
    return found


def _twice(house: House, month: Month) -> Document:
    """Calculated by both calculations; raises RefusedError where they differ."""
    document = assemble(house, month)
    found = check(document, recalculation=second_calculation(house, month))
    if wrong := [str(one) for one in found if one.severity == "error"]:
        raise RefusedError(wrong)
    return document


def _charges_until(contract: Contract, on: date) -> Contract:
    """The contract with no charge beyond a day; what rests on whole months does not speak of it."""
    charges = {
        name: one.model_copy(update={"last": min(one.last or on, on)}) for name, one in contract.told.charges.items()
    }
    told: dict[str, Any] = {"charges": charges, "termination": {}, "ratchet": None}
    return replace(contract, told=contract.told.model_copy(update=told))


def _charges_alone(contract: Contract, on: date) -> Contract:
    """The same with nothing but its charges."""
    until = _charges_until(contract, on)
    nothing: dict[str, Any] = {"measures": {}, "credits": None, "bonus": None, "relief": None}
    return replace(until, told=until.told.model_copy(update=nothing), exclusions={})
