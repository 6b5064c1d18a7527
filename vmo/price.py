"""Price: quantities of the contract's window × rates → charges; then what is at risk, credits and caps, tax and totals.

The quantities are summed here, the money is made in `vmo/settlement`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from vmo import charging
from vmo.counting.asks import ask, charge_segments
from vmo.past import PastMonth
from vmo.records import Attainment, Line, RefusedError
from vmo.settlement.money import Settled, settled
from vmo.settlement.performance import Performance, Segmented
from vmo.tallies import Tally, held_against, site_hours, total
from vmo.tallies.units import Judging, by_unit
from vmo.terms import Contract, Scope, Segment, scope_of

ZERO = Decimal(0)
MANUAL = "manual"


def price(
    contract: Contract,
    first: date,
    last: date,
    *,
    tallies: Sequence[Tally],
    attainments: Sequence[Attainment],
    kind_of: dict[str, str],
    adjustments: Sequence[Line],
    past: Sequence[PastMonth] = (),
    instants: Sequence[Tally] = (),
    judge: Judging | None = None,
) -> Settled:
    """Charges of the window, credits of its attainments, manual lines, tax and totals, in the contract's currency.

    `instants` are the cells by instant of the charges that have `hours`; `judge` attains a narrower contract, for a chargeback
    of credits to who failed.
    """
    quantities = _quantities(contract, first, last, tallies, instants, kind_of)
    against = held_against.counted(contract, first, last, tallies, instants, kind_of)
    performance = Performance(first, last, {}, quantities, past=past, against=against)
    whose = by_unit(
        contract,
        first,
        tallies,
        lambda own: _quantities(own, first, last, tallies, instants, kind_of),
        judge or (lambda _: ()),
    )
    return settled(contract, performance, attainments, adjustments, whose)


def _quantities(
    contract: Contract,
    first: date,
    last: date,
    tallies: Sequence[Tally],
    instants: Sequence[Tally],
    kind_of: dict[str, str],
) -> dict[Segmented, Decimal]:
    """What was counted of each charge and segment; charges count in and out of service hours."""
    found: dict[Segmented, Decimal] = {}
    for name, charge in contract.told.charges.items():
        counting = charging.counting(charge)
        if counting is None:
            continue
        wide = scope_of(contract.told, charge.scope)
        for segment in charge_segments(charge, first, last):
            asked = ask("quantity", counting, kind_of[f"charges.{name}"], segment.terms)
            scope = charging.own_scope(charge, wide, segment.terms, contract.told.currency)
            if scope != wide:
                _of_one_currency(name, tallies, asked.key, wide, segment, scope[charging.MONEY][0])
            if segment.terms.get(charging.HOURS):
                summed = site_hours.counted(contract, instants, asked.key, scope, segment)
            else:
                summed = total(tallies, asked.key, scope, first=segment.first, last=segment.last, open_only=False)
            found[name, segment.first] = summed.numerator or ZERO
    return found


def _of_one_currency(
    name: str, tallies: Sequence[Tally], key: str, scope: Scope, segment: Segment, currency: str
) -> None:
    """Raises RefusedError for money of another currency: it would be left out in silence."""
    for tally in tallies:
        counted = tally.numbers.get(key)
        inside = (
            isinstance(tally.bucket, date) and segment.first <= tally.bucket <= segment.last and tally.within(scope)
        )
        other = tally.cell.get(charging.MONEY)
        if inside and counted and counted.numerator and other != currency:
            found = f"charges.{name}: found money in {other or 'no currency'} beside {currency}"
            act = f"name it in a charge of its own, by `scope: {{currency: [{other}]}}`, with an `fx`"
            raise RefusedError([f"{found}; {act}"])
