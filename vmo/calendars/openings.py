"""Openings: when the service of a contract is open, at each site whose holidays count (domain.md 1.6, 3.3).

Service hours are read on the contract's clock; a holiday is a day on the clock of whose it is, and takes the windows that
begin on it. `owner: customer` counts the contract's holidays, `site` those of the partner's site, `both` either's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from vmo import calendars
from vmo.calendars import COVERED, CalendarError, Holidays, Quarter
from vmo.calendars.of_portfolio import NamedCalendar
from vmo.partner import Partner, Site

Place = tuple[str, str | None]  # partner and site; no site where all of the partner's have the same hours
ANYWHERE: Place = ("", None)


@dataclass(frozen=True)
class Opening:
    """The hours of a service on the clock of `zone`, and the holidays that count."""

    zone: str
    hours: tuple[tuple[str, str], ...] = ()
    holidays: tuple[Holidays, ...] = ()

    def quarters(self, first: date, last: date) -> list[Quarter]:
        """Every quarter-hour of the local days first to last, open or closed."""
        return list(quarters_of(self, first, last))

    def plain(self) -> dict[str, Any]:
        """The same as plain data: `holidays` maps a zone to its days."""
        days: dict[str, frozenset[date]] = {}
        for one in self.holidays:
            days[one.zone] = days.get(one.zone, frozenset()) | one.days
        return {"time_zone": self.zone, "service_hours": dict(self.hours), "holidays": days}


@lru_cache(maxsize=64)  # a month asks again and again; a year is some megabytes
def quarters_of(opening: Opening, first: date, last: date) -> tuple[Quarter, ...]:
    """Every quarter-hour of the local days first to last, made once in a process."""
    zone, hours = ZoneInfo(opening.zone), dict(opening.hours)
    return tuple(calendars.quarters(first, last, zone, service_hours=hours, holidays=opening.holidays))


@dataclass(frozen=True, repr=False)
class Openings:
    """The opening of each place of a contract; ANYWHERE is that of all."""

    zone: str
    places: tuple[tuple[Place, Opening], ...]

    def __repr__(self) -> str:
        return f"Openings({self.key})"

    @cached_property
    def key(self) -> str:
        """A hash of when the service is open, at each place and with every holiday."""
        told = [
            (
                place,
                one["time_zone"],
                one["service_hours"],
                sorted((zone, sorted(map(str, days))) for zone, days in one["holidays"].items()),
            )
            for place, one in self.plain().items()
        ]
        return sha256(str(told).encode()).hexdigest()

    def of(self, partner: str) -> dict[str | None, Opening]:
        """Site → opening of one partner; under None the one that holds at all of its sites."""
        return {site: one for (name, site), one in self.places if name in ("", partner)}

    def quarters(self, first: date, last: date) -> "Quarters":
        return Quarters(
            tuple(_together([one.quarters(first, last) for _, one in self.places])),
            {place: tuple(one.quarters(first, last)) for place, one in self.places if place != ANYWHERE},
        )

    def plain(self) -> dict[Place, dict[str, Any]]:
        """Place → opening as plain data."""
        return {place: one.plain() for place, one in self.places}


@dataclass(frozen=True)
class Quarters:
    """The quarter-hours of a window: `own` open where any place is, `places` as each of them is."""

    own: tuple[Quarter, ...]
    places: Mapping[Place, tuple[Quarter, ...]] = field(default_factory=dict)

    def of(self, partner: str) -> dict[str | None, tuple[Quarter, ...]]:
        """Site → quarter-hours of one partner; under None those that hold at all of its sites."""
        return {site: told for (name, site), told in self.places.items() if name == partner} or {None: self.own}


def openings(told: Any, zone: str, partners: Mapping[str, Partner], named: Mapping[str, NamedCalendar]) -> Openings:
    """The openings of a contract's calendar with the partners in its scope. Raises CalendarError for unknown holidays."""
    hours = tuple(told.service_hours.items())
    own = (Holidays(zone, holidays_of(told.holidays, named)),) if told.holidays and told.owner != "site" else ()
    if told.owner == "customer" or not hours:  # what never closes has no holidays
        return Openings(zone, ((ANYWHERE, Opening(zone, hours, own)),))
    places: dict[Place, Opening] = {}
    for name, partner in partners.items():
        found = {site: Opening(zone, hours, (*own, _at_site(one, named))) for site, one in partner.sites.items()}
        alike = set(found.values())
        places |= {(name, None): alike.pop()} if len(alike) == 1 else {(name, site): one for site, one in found.items()}
    return Openings(zone, tuple(places.items()))


def clocks(partners: Mapping[str, Partner], named: Mapping[str, NamedCalendar]) -> dict[Place, Opening]:
    """The zone and holidays of each site; under no site where all of a partner's are alike. Raises CalendarError."""
    found: dict[Place, Opening] = {}
    for name, partner in partners.items():
        own = {site: Opening(one.time_zone, (), (_at_site(one, named),)) for site, one in partner.sites.items()}
        alike = set(own.values())
        found |= {(name, None): alike.pop()} if len(alike) == 1 else {(name, site): one for site, one in own.items()}
    return found


@cache
def library_days(country: str) -> frozenset[date]:
    """Every holiday of a country or subdivision in the covered years."""
    first, last = COVERED
    return frozenset().union(*(calendars.holiday_days(country, year) for year in range(first.year, last.year + 1)))


def holidays_of(name: str, named: Mapping[str, NamedCalendar]) -> frozenset[date]:
    """The days of a calendar of the portfolio or of the library; raises CalendarError with what is known.

    >>> named = {"works": NamedCalendar("DE", frozenset({date(2026, 12, 24)}), frozenset({date(2026, 5, 1)}))}
    >>> date(2026, 12, 24) in holidays_of("works", named), date(2026, 5, 1) in holidays_of("works", named)
    (True, False)
    >>> holidays_of("wroks", named)
    Traceback (most recent call last):
    vmo.calendars.CalendarError: 'wroks' is not a country (or country-subdivision) ... knows, nor one of calendars/: works
    """
    if name in named:
        one = named[name]
        return ((library_days(one.based_on) if one.based_on else frozenset()) | one.add) - one.remove
    try:
        return library_days(name)
    except CalendarError as error:
        known = ", ".join(sorted(named)) or "it is empty"
        raise CalendarError(f"{error.reasons[0]}, nor one of calendars/: {known}") from None


def _at_site(site: Site, named: Mapping[str, NamedCalendar]) -> Holidays:
    return Holidays(site.time_zone, holidays_of(site.holidays or site.country, named))


def _together(told: list[list[Quarter]]) -> list[Quarter]:
    if len(told) == 1:
        return told[0]
    return [Quarter(same[0].at, same[0].day, any(one.open for one in same)) for same in zip(*told, strict=True)]
