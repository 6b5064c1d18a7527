"""Charges: quantities × rates → lines, each rounded once (decision M2); cut where a charge's own terms change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from vmo import charging, plugins
from vmo.asks import charge_segments
from vmo.money import minor_unit_places, rounded
from vmo.records import Line, Priced, Unit
from vmo.settlement.performance import Segmented
from vmo.terms import Charge, Contract, Segment, clause

ZERO = Decimal(0)
CURRENCY = "currency"


def charged(contract: Contract, first: date, last: date, quantities: Mapping[Segmented, Decimal]) -> list[Line]:
    """The charge lines of the window, in the order of the contract; a quantity that was not counted is zero."""
    lines: list[Line] = []
    for name, charge in contract.told.charges.items():
        own: list[Line] = []
        cut = charge_segments(charge, first, last)
        counted = [quantities.get((name, one.first), ZERO) for one in cut] if charging.counting(charge) else None
        for nth, segment in enumerate(cut):
            own += [
                _line(contract, name, segment, part, None if counted is None else counted[nth])
                for part in priced(contract, charge, segment, (first, last), counted, nth)
            ]
        lines += own if len(own) == 1 else [replace(line, id=f"{name}.{n}") for n, line in enumerate(own, 1)]
    return lines


def priced(
    contract: Contract,
    charge: Charge,
    segment: Segment,
    window: tuple[date, date],
    counted: Sequence[Decimal] | None,
    nth: int = 0,
) -> list[Priced]:
    """What a charge's model makes of the n-th part of the window. `counted` holds the quantity of every part of it."""
    model = charging.model(charging.pricing(charge))
    first, last = window
    given: dict[str, Any] = {
        "first": segment.first,
        "last": segment.last,
        "days": (segment.last - segment.first).days + 1,
        "window_days": (last - first).days + 1,
    }
    if counted is not None:
        unit = _unit(charge, contract.told.currency)
        given |= {"unit": unit, "before": sum(counted[:nth], ZERO), "whole": sum(counted, ZERO)}
    taken = charging.keywords(model.price)
    terms = {name: value for name, value in {**segment.terms, **given}.items() if name in taken}
    found: list[Priced] = model.price(**terms) if counted is None else model.price(counted[nth], **terms)
    return found


def _unit(charge: Charge, currency: str) -> Unit:
    """The unit of the model that counts; what is counted in money is counted in the contract's."""
    unit: Unit = charging.model(charging.counting(charge) or "").UNIT
    return Unit(currency, places=minor_unit_places(currency)) if unit.name == CURRENCY else unit


def _line(contract: Contract, name: str, segment: Segment, part: Priced, counted: Decimal | None) -> Line:
    charge = contract.told.charges[name]
    text = charge.text or plugins.title(charging.model(charge.model))
    return Line(
        id=name,
        model=charge.model,
        first=segment.first,
        last=segment.last,
        text=f"{text}, {part.note}" if part.note else text,
        quantity=part.quantity,
        unit=part.unit,
        rate=part.rate,
        amount=rounded(part.amount, contract.told.currency),
        clause=clause(segment.clauses.values()),
        per=part.per,
        counted=counted,
    )
