"""Held against: what a month has beside the count of a charge, as the approved schedule beside hours worked (domain.md 4, row 3).

Which model counts that is a matter of the charge's price (`AGAINST`); it is counted in the charge's scope, segments and hours.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from vmo import charging
from vmo.calendars import midnight
from vmo.counting.asks import ask, charge_segments
from vmo.records import RefusedError
from vmo.settlement.performance import Segmented
from vmo.tallies import Tally, site_hours, total
from vmo.tallies.cells import cells
from vmo.terms import Contract, Scope, Segment, scope_of

LOCK_DAYS = "lock_days"  # the term that says how long before the first day a forecast must have been locked


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
            if charging.against(charge, segment.terms) is None:
                continue
            key = ask("quantity", function, kind_of[f"charges.{name}.against"], segment.terms).key
            scope = scope_of(contract.told, charge.scope)
            if charging.of_cells(function):
                if (volume := _made_of_cells(contract, function, segment, instants, key, scope)) is not None:
                    found[name, segment.first] = volume
                continue
            if segment.terms.get(charging.HOURS):
                summed = site_hours.counted(contract, instants, key, scope, segment)
            else:
                summed = total(tallies, key, scope, first=segment.first, last=segment.last, open_only=False)
            if summed.numerator is not None:
                found[name, segment.first] = Decimal(summed.numerator)
    return found


def _made_of_cells(
    contract: Contract, function: str, segment: Segment, instants: Sequence[Tally], key: str, scope: Scope
) -> Decimal | None:
    """What a model makes of its cells on the days of a segment, as it was locked so many days before the first of them."""
    zone = ZoneInfo(contract.told.time_zone)
    own = cells(instants, key, scope, segment.first, segment.last, zone, open_only=False)
    locked_by = midnight(segment.first - timedelta(segment.terms.get(LOCK_DAYS) or 0), zone)
    until = midnight(segment.last + timedelta(1), zone)
    try:
        found: Decimal | None = charging.model(function).held(own, locked_by=locked_by, until=until)
    except RefusedError as error:
        raise RefusedError([f"{segment.first} to {segment.last}: {reason}" for reason in error.reasons]) from None
    return found
