"""Hours of a charge on the clock of the site that did the work: nights, holidays (domain.md 4, row 18).

A quarter-hour lies in them or not; the start of a contact decides, as it is credited. Where the hours name `holiday`, a holiday
of the site has those alone, for what begins on it; where they do not, it is a day like any other: a night is a night.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from vmo.calendars.openings import Place
from vmo.records import Ratio, RefusedError
from vmo.tallies import Tally, cells
from vmo.terms import Contract, Scope, Segment

HOURS, HOLIDAY = "hours", "holiday"
DAY = timedelta(1)


def counted(contract: Contract, tallies: Iterable[Tally], key: str, scope: Scope, segment: Segment) -> Ratio:
    """The sum of one ask over a segment in the hours that its terms name. `tallies` are by instant.

    Raises RefusedError for rows of a site that their partner does not name.
    """
    inside = quarters(contract, segment.terms[HOURS], segment.first, segment.last)
    zone = ZoneInfo(contract.told.time_zone)
    total: Any = None
    for one in cells.cells(tallies, key, scope, segment.first, segment.last, zone, open_only=False):
        at = one.at.replace(minute=one.at.minute // 15 * 15, second=0, microsecond=0)
        if at in inside[_place(contract, inside, one.dimensions)]:
            total = (total or 0) + one.ratio.numerator
    return Ratio(total)


def quarters(contract: Contract, hours: Mapping[str, str], first: date, last: date) -> dict[Place, frozenset[datetime]]:
    """Which quarter-hours the hours hold at each site; under no site where all of a partner's are alike."""
    found = {}
    for place, clock in contract.sites.items():
        holidays = clock.holidays if HOLIDAY in hours else ()
        told = replace(clock, hours=tuple(hours.items()), holidays=holidays).quarters(first - DAY, last + DAY)
        found[place] = frozenset(one.at for one in told if one.open)
    return found


def _place(contract: Contract, known: Mapping[Place, Any], dimensions: Mapping[str, str | None]) -> Place:
    partner, site = str(dimensions["partner"]), dimensions.get("site")
    for place in ((partner, None), (partner, site)):
        if place in known:
            return place
    where = f"at the site {site!r}" if site else "without a site"
    what = f"rows of {partner} {where}, on whose clock hours are to be told and which partners/{partner}.yaml does not name"
    raise RefusedError([f"{contract.id}: {what}; name it in `sites`, or map the site that it is"])
