"""Open days: what the days cost between the end of a contract's month and a month end, as 22 to 31 October.

Only charges are told, by the days up to the month end of the contract's month that they lie in. What its measures bring or cost
is judged when it ends.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from vmo.check import check
from vmo.events import issued
from vmo.pipeline.basis import gather
from vmo.pipeline.evidence import second_calculation
from vmo.pipeline.house import House
from vmo.pipeline.month import assemble
from vmo.records import Document, RefusedError
from vmo.terms import Contract

DAY = timedelta(1)


def open_days(house: House, contract: Contract, on: date) -> Document | None:
    """The charges of the month that is open on a month end, so far; None where none is, or nothing is charged yet.

    Raises RefusedError where days lack data, where the month is issued by now, or where both calculations differ.
    """
    period = f"{on + DAY:%Y-%m}"
    first, _ = contract.month(period)
    if first > on:
        return None
    with house.store.transaction() as session:
        if issued(session, contract.id, period):
            raise RefusedError([f"{contract.id}/{period}: issued, and booked by its own journal"])
    month = replace(gather(house, _charges_until(contract, on), period, until=on), adjustments=())
    document = replace(assemble(house, month), days=(first, on))
    if not document.lines:
        return None
    found = check(document, recalculation=second_calculation(house, month))
    if wrong := [str(one) for one in found if one.severity == "error"]:
        raise RefusedError(wrong)
    return document


def _charges_until(contract: Contract, on: date) -> Contract:
    """The contract with nothing but its charges, none of them beyond a day."""
    charges = {
        name: one.model_copy(update={"last": min(one.last or on, on)}) for name, one in contract.told.charges.items()
    }
    nothing: dict[str, Any] = {
        "measures": {},
        "credits": None,
        "bonus": None,
        "termination": {},
        "ratchet": None,
        "relief": None,
    }
    return replace(contract, told=contract.told.model_copy(update={**nothing, "charges": charges}), exclusions={})
