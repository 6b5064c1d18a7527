"""At risk: the charges that the percentage is taken of (domain.md 3.6; decision M6).

The contract's `at_risk_base` names them, or says `all`. Where it is silent those stand outside that the supplier earns
nothing by, or that are no fee for a month's work: pass-through, the shortfall of a minimum, ARC/RRC, late fees. Manual lines
and taxes never stand in it.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from vmo import charging
from vmo.records import Line
from vmo.terms import Contract

ZERO = Decimal(0)


def at_risk_base(contract: Contract, first: date, charges: Sequence[Line]) -> Decimal:
    """The sum of the charge lines that percents are taken of, under the terms of the window's first day."""
    inside = named(contract, first)
    return sum((line.amount for line in charges if line.id.partition(".")[0] in inside), ZERO)


def named(contract: Contract, first: date) -> frozenset[str]:
    """The charges that are at risk."""
    told = contract.told
    chosen = told.credits.at_risk_base.on(first) if told.credits and told.credits.at_risk_base else None
    if chosen == "all":
        return frozenset(told.charges)
    if chosen is not None:
        return frozenset(chosen)
    return frozenset(
        name
        for name, charge in told.charges.items()
        if not getattr(charging.model(charge.model), "OUTSIDE_AT_RISK", False)
    )
