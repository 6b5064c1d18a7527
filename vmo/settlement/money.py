"""Money of a window: charges, credits, tax and totals (decisions M2, M8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vmo.money import rounded, rounded_down
from vmo.past import past_month
from vmo.records import (
    AccruedRight,
    Attainment,
    Borne,
    Cap,
    Counted,
    Credit,
    EarnBackEntry,
    Line,
    Proposal,
    Tax,
    Totals,
    UnitShare,
)
from vmo.settlement.at_risk import at_risk_base
from vmo.settlement.bonus import Earned, earned
from vmo.settlement.caps import under_caps
from vmo.settlement.chargeback import ByUnit, borne, unit_shares
from vmo.settlement.charges import charged
from vmo.settlement.counted import counted
from vmo.settlement.counters import as_missed
from vmo.settlement.credits import at_risk_amount, credited
from vmo.settlement.earn_back import returned
from vmo.settlement.next_bill import arisen, billed
from vmo.settlement.performance import Performance
from vmo.settlement.persistent import persistent
from vmo.settlement.ratchet import proposals
from vmo.settlement.rights import standing
from vmo.settlement.taxes import Taxed, taxed
from vmo.terms import Contract

ZERO = Decimal(0)
NOTHING = Earned()


@dataclass(frozen=True)
class Settled:
    """The money of a window: charge lines, credits after the caps, taxes and totals.

    `at_risk_base` is the sum of the charges that percents are taken of, `caps` what each cap did. `ledger` are the credits
    that may return, of which `returned` does in this window, as lines; `rights` and `proposals` are told, never priced.
    """

    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]
    taxes: tuple[Tax, ...]
    totals: Totals
    at_risk_base: Decimal
    caps: tuple[Cap, ...]
    bonus: Earned = NOTHING
    ledger: tuple[EarnBackEntry, ...] = ()
    returned: Decimal = ZERO
    rights: tuple[AccruedRight, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    counters: tuple[Counted, ...] = ()
    chargeback: tuple[UnitShare, ...] = ()
    borne: Borne | None = None


def settled(
    contract: Contract,
    performance: Performance,
    attainments: Sequence[Attainment],
    adjustments: Sequence[Line] = (),
    by_unit: ByUnit | None = None,
) -> Settled:
    """What the window's attainments cost and earn, in the contract's currency, from the allocation on in the order of 3.14:
    credits, their caps, bonus, earn-back, rights, proposals.
    """
    currency, first = contract.told.currency, performance.first
    performance = replace(performance, past=arisen(contract, performance.past))
    charges = charged(contract, performance, {one.id for one in attainments if one.state == "breach"})
    base = at_risk_base(contract, first, charges)
    at_risk = at_risk_amount(contract, first, base)
    owed = credited(contract, first, attainments, base, at_risk)
    ago = sorted(performance.past, key=lambda one: one.period)
    judged = past_month(performance.period, attainments, (), base=base, caps=(), bonus=ZERO)
    owed += persistent(contract, performance, as_missed(contract, (*ago, judged)), base)
    capped = under_caps(contract, performance, owed, base, at_risk)
    bonus = earned(contract, first, attainments, base)
    now = past_month(performance.period, attainments, capped.credits, base=base, caps=capped.caps, bonus=ZERO)
    months = as_missed(contract, (*ago, now))
    back = returned(contract, months)
    lines = (*charges, *adjustments, *back.lines)
    credits_ = billed(contract, performance, capped.credits)
    all_taxed = taxed(contract, first, lines, credits_, bonus.bonuses)
    by_units = borne(contract, first, by_unit or ByUnit(), lines, credits_, bonus.bonuses, all_taxed.taxes)
    return Settled(
        all_taxed.lines,
        all_taxed.credits,
        all_taxed.taxes,
        _totals(all_taxed, rounded_down(at_risk, currency), rounded(ZERO, currency)),
        base,
        capped.caps,
        replace(bonus, bonuses=all_taxed.bonuses),
        back.ledger,
        sum((line.amount for line in back.lines), ZERO),
        standing(contract, months),
        proposals(contract, months),
        counted(contract, months),
        chargeback=unit_shares(by_units, currency),
        borne=by_units,
    )


def _totals(of: Taxed, cap: Decimal, zero: Decimal) -> Totals:
    charges = sum((line.amount for line in of.lines), zero)
    credit = sum((one.amount for one in of.credits), zero)
    extra = sum((one.amount for one in of.bonuses), zero)
    net = charges - credit + extra
    tax = sum((one.amount for one in of.taxes), zero)
    return Totals(charges, cap, credit, extra, net, tax, net + tax)
