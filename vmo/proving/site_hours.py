"""Hours of a charge on the site's clock, as the second calculation reads them: plain zones, days and windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vmo.proofs import _window
from vmo.terms import Contract


@dataclass(frozen=True)
class SiteHours:
    """Windows by weekday, and for each (partner, site) its zone and its holidays."""

    windows: tuple[tuple[str, str], ...]
    sites: tuple[tuple[tuple[str, str | None], str, frozenset[date]], ...]

    def hold(self, at: datetime, row: Mapping[str, Any]) -> bool:
        """Whether the instant lies in the hours where the row was handled."""
        for (partner, site), zone, holidays in self.sites:
            if row.get("partner") == partner and site in (None, row.get("site")):
                local = _window.local_time(at, zone)
                return _window.is_open(local, dict(self.windows), {zone: holidays})
        return False

    def __str__(self) -> str:
        """What they are, for the signature of a proof."""
        return repr([self.windows, *((place, zone, sorted(days)) for place, zone, days in self.sites)])


def site_hours(contract: Contract, hours: Mapping[str, str] | None) -> SiteHours | None:
    """The hours of a charge, None where it has none."""
    if not hours:
        return None
    sites = []
    for place, clock in contract.sites.items():
        days = frozenset(day for one in clock.holidays for day in one.days if "holiday" in hours)
        sites.append((place, clock.zone, days))
    return SiteHours(tuple(hours.items()), tuple(sites))
