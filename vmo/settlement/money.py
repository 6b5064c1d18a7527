"""Money of a window: charges, credits, tax and totals (decisions M2, M8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded, rounded_down
from vmo.records import Attainment, Cap, Credit, Line, Tax, Totals
from vmo.settlement.at_risk import at_risk_base
from vmo.settlement.caps import under_caps
from vmo.settlement.charges import charged
from vmo.settlement.credits import at_risk_amount, credited
from vmo.settlement.performance import Performance
from vmo.terms import Contract

ZERO = Decimal(0)


@dataclass(frozen=True)
class Settled:
    """The money of a window: charge lines, credits after the caps, taxes and totals.

    `at_risk_base` is the sum of the charges that percents are taken of, `caps` what each cap did.
    """

    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]
    taxes: tuple[Tax, ...]
    totals: Totals
    at_risk_base: Decimal
    caps: tuple[Cap, ...]


def settled(
    contract: Contract, performance: Performance, attainments: Sequence[Attainment], adjustments: Sequence[Line] = ()
) -> Settled:
    """Charges of the window, credits of its attainments, manual lines, tax and totals, in the contract's currency."""
    currency, first = contract.told.currency, performance.first
    charges = charged(contract, performance, {one.id for one in attainments if one.state == "breach"})
    base = at_risk_base(contract, first, charges)
    at_risk = at_risk_amount(contract, first, base)
    owed = credited(contract, first, attainments, base, at_risk)
    capped = under_caps(contract, performance, owed, base, at_risk)
    lines = (*charges, *adjustments)
    taxes, totals = _totals(contract, first, lines, capped.credits, rounded_down(at_risk, currency))
    return Settled(lines, capped.credits, taxes, totals, base, capped.caps)


def _totals(
    contract: Contract, first: date, lines: Sequence[Line], credits_: Sequence[Credit], cap: Decimal
) -> tuple[tuple[Tax, ...], Totals]:
    zero = rounded(ZERO, contract.told.currency)
    charges = sum((line.amount for line in lines), zero)
    credit = sum((one.amount for one in credits_), zero)
    net = charges - credit
    taxes: tuple[Tax, ...] = ()
    if contract.told.invoice.tax:
        entry = contract.told.invoice.tax.entry(first)
        amount = rounded(Fraction(net) * Fraction(entry.value.rate) / 100, contract.told.currency)
        taxes = (Tax(entry.value.category, entry.value.rate, net, amount, entry.ref),)
    tax = sum((one.amount for one in taxes), zero)
    return taxes, Totals(charges, cap, credit, zero, net, tax, net + tax)
