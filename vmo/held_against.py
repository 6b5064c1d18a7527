"""Held against: what a month has beside the count of a charge, as the approved schedule beside hours worked (domain.md 4, row 3).

Which model counts that is a matter of the charge's price (`AGAINST`); it is counted in the charge's scope, segments and hours.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from vmo import charging, site_hours
from vmo.asks import ask, charge_segments
from vmo.settlement.performance import Segmented
from vmo.tallies import Tally, total
from vmo.terms import Contract, scope_of


def counted(
    contract: Contract,
    first: date,
    last: date,
    tallies: Sequence[Tally],
    instants: Sequence[Tally],
    kind_of: dict[str, str],
) -> dict[Segmented, Decimal]:
    """What each charge and segment is held against; nothing where no row tells it."""
    found: dict[Segmented, Decimal] = {}
    for name, charge in contract.told.charges.items():
        if (function := charging.against(charge)) is None:
            continue
        for segment in charge_segments(charge, first, last):
            key = ask("quantity", function, kind_of[f"charges.{name}.against"], segment.terms).key
            scope = scope_of(contract.told, charge.scope)
            if segment.terms.get(charging.HOURS):
                summed = site_hours.counted(contract, instants, key, scope, segment)
            else:
                summed = total(tallies, key, scope, first=segment.first, last=segment.last, open_only=False)
            if summed.numerator is not None:
                found[name, segment.first] = Decimal(summed.numerator)
    return found
