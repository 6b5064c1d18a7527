"""Charges: quantities × rates → lines, each rounded once (decision M2); cut where a charge's own terms change.

Charges whose price looks at what others came to are priced after these, wherever they stand in the contract.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo import charging, plugins
from vmo.counting.asks import charge_segments
from vmo.money import minor_unit_places, rounded
from vmo.records import Line, Priced, Unit
from vmo.settlement import minimums, proration
from vmo.settlement.performance import Performance
from vmo.settlement.rates import adjusted, converted
from vmo.terms import Charge, Contract, Segment, clause

ZERO = Decimal(0)


def charged(contract: Contract, performance: Performance, missed: Collection[str] = ()) -> list[Line]:
    """The charge lines of the window, in the order of the contract; a quantity that was not counted is zero.

    `missed` are the measures in breach.
    """
    told = contract.told
    counted = {name: _counted(name, charge, performance) for name, charge in told.charges.items()}
    others = {one for one, charge in told.charges.items() if charging.of_others(charging.pricing(charge))}
    shared: dict[str, Any] = {
        "missed": missed,
        "earlier": {
            month.period: {one: amount for one, amount in month.charges.items() if one not in others}
            for month in performance.past
            if month.charges is not None
        },
        "volumes": {
            name: Fraction(sum(parts, ZERO)) / unit_of(told.charges[name], told.currency).size
            for name, parts in counted.items()
            if parts is not None
        },
    }
    lines: dict[str, list[Line]] = {}
    for name in sorted(told.charges, key=lambda one: one in others):
        own = {one: found for one, found in lines.items() if one not in others}
        amounts = {one: sum((line.amount for line in found), ZERO) for one, found in own.items()}
        dated = [(one, line.first, line.last, line.amount) for one, found in own.items() for line in found]
        lines[name] = _lines(contract, name, performance, counted[name], {**shared, "amounts": amounts, "dated": dated})
    return [line for name in told.charges for line in lines[name]]


def _counted(name: str, charge: Charge, performance: Performance) -> list[Decimal] | None:
    """The quantity of each part of the window; None of a charge that counts nothing."""
    if charging.counting(charge) is None:
        return None
    cut = charge_segments(charge, performance.first, performance.last)
    return [performance.quantities.get((name, one.first), ZERO) for one in cut]


def _lines(
    contract: Contract,
    name: str,
    performance: Performance,
    counted: Sequence[Decimal] | None,
    shared: Mapping[str, Any],
) -> list[Line]:
    charge = contract.told.charges[name]
    window = performance.first, performance.last
    segments = charge_segments(charge, *window)
    held = [performance.against.get((name, one.first)) for one in segments]
    known = [one for one in held if one is not None]
    all_held = sum(known, ZERO) if known else None
    own = [
        _line(contract, name, segment, performance.last, part, None if counted is None else counted[nth])
        for nth, segment in enumerate(segments)
        for part in priced(
            contract, charge, segment, window, counted, nth, {**shared, "against": held[nth], "against_whole": all_held}
        )
    ]
    return own if len(own) == 1 else [replace(line, id=f"{name}.{n}") for n, line in enumerate(own, 1)]


def priced(
    contract: Contract,
    charge: Charge,
    segment: Segment,
    window: tuple[date, date],
    counted: Sequence[Decimal] | None,
    nth: int = 0,
    shared: Mapping[str, Any] | None = None,
) -> list[Priced]:
    """What a charge's model makes of the n-th part of the window. `counted` holds the quantity of every part of it."""
    model = charging.model(charging.pricing(charge))
    first, last = window
    convention = segment.terms.get(charging.PRORATION, proration.CALENDAR)
    days_between = proration.counted(convention, proration.days_between(convention, contract.holidays), window)
    given: dict[str, Any] = {
        "first": segment.first,
        "last": segment.last,
        "days": days_between(segment.first, segment.last),
        "window_days": days_between(first, last),
        "days_between": days_between,
        "window_first": first,
        "window_last": last,
        "home": contract.told.currency,
        "tables": contract.tables,
        "in_parts": minimums.by_days(charge, segment, last, days_between),
        **(shared or {}),
    }
    if counted is not None:
        unit = unit_of(charge, charging.currency(segment.terms, contract.told.currency), segment.terms)
        given |= {"unit": unit, "before": sum(counted[:nth], ZERO), "whole": sum(counted, ZERO)}
    taken = charging.keywords(model.price)
    terms = {name: value for name, value in {**adjusted(segment.terms, given), **given}.items() if name in taken}
    found: list[Priced] = model.price(**terms) if counted is None else model.price(counted[nth], **terms)
    return converted(found, segment.terms, given)


def unit_of(charge: Charge, currency: str, terms: Mapping[str, Any] | None = None) -> Unit:
    """The unit of the model that counts, under its terms; what is counted in money is counted in the contract's."""
    model = charging.model(charging.counting(charge) or "")
    unit: Unit = model.UNIT
    if terms is not None and hasattr(model, "unit"):
        taken = charging.keywords(model.unit)
        unit = model.unit(**{name: value for name, value in terms.items() if name in taken})
    return Unit(currency, places=minor_unit_places(currency)) if unit.name == charging.MONEY else unit


def _line(
    contract: Contract, name: str, segment: Segment, window_last: date, part: Priced, counted: Decimal | None
) -> Line:
    charge = contract.told.charges[name]
    text = charge.text or plugins.name(charging.model(charge.model))
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
        clause=clause([*segment.clauses.values(), *minimums.clauses(charge, segment, window_last)]),
        per=part.per,
        counted=counted,
    )
