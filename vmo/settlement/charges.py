"""Charges: quantities × rates → lines, each rounded once (decision M2); cut where a charge's own terms change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from inspect import signature

from vmo import plugins
from vmo.asks import charge_segments, price_signature
from vmo.money import rounded
from vmo.records import Line
from vmo.settlement.performance import Segmented
from vmo.terms import Contract, clause

ZERO = Decimal(0)


def charged(contract: Contract, first: date, last: date, quantities: Mapping[Segmented, Decimal]) -> list[Line]:
    """The charge lines of the window, in the order of the contract; a quantity that was not counted is zero."""
    told = contract.told
    lines: list[Line] = []
    for name, charge in told.charges.items():
        model = plugins.find("pricing", charge.model)
        own: list[Line] = []
        for segment in charge_segments(charge, first, last):
            counts = hasattr(model, "quantity")
            quantity = quantities.get((name, segment.first), ZERO) if counts else None
            taken = frozenset().union(*price_signature(charge.model))
            terms = {term: value for term, value in segment.terms.items() if term in taken}
            if "days" in signature(model.price).parameters:
                terms |= {"days": (segment.last - segment.first).days + 1, "window_days": (last - first).days + 1}
            own.extend(
                Line(
                    id=name,
                    model=charge.model,
                    first=segment.first,
                    last=segment.last,
                    text=charge.text or plugins.title(model),
                    quantity=part.quantity,
                    unit=part.unit,
                    rate=part.rate,
                    amount=rounded(part.amount, told.currency),
                    clause=clause(segment.clauses.values()),
                    per=part.per,
                )
                for part in model.price(quantity, **terms)
            )
        lines.extend(own if len(own) == 1 else [replace(line, id=f"{name}.{n}") for n, line in enumerate(own, 1)])
    return lines
