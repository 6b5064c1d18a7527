"""What the hours of a contract may not say: service hours, holidays, whose calendar it is, and at which sites.

Every fault is (place in the text, sentence), as in coherence.
"""

from collections.abc import Iterator, Mapping

from vmo import catalogue, charging, kinds
from vmo.calendars import CalendarError, opening
from vmo.calendars.business_time import on_business
from vmo.calendars.of_portfolio import NamedCalendar
from vmo.calendars.openings import clocks, holidays_of, openings
from vmo.partner import Partner
from vmo.terms import ContractText, scope_of

Fault = tuple[tuple[str, ...], str]
Named = Mapping[str, NamedCalendar]


def faults(told: ContractText, partners: Mapping[str, Partner], named: Named) -> Iterator[Fault]:
    """Hours and holidays that cannot be read, and sites whose holidays would count and cannot be told."""
    try:
        windows = opening(told.calendar.service_hours)
    except CalendarError as error:
        yield ("calendar", "service_hours"), str(error)
        return
    if windows and not any(windows.values()):
        yield ("calendar", "service_hours"), "never open; without service_hours the service never closes"
    for name, measure in told.measures.items() if not windows else ():
        for day, entry in measure.terms["clock"].root.items() if "clock" in measure.terms else ():
            if on_business(entry.value):
                what = "business, but the service never closes; give the calendar its service_hours, or write calendar"
                yield ("measures", name, "terms", "clock", str(day)), what
    yield from _holidays(("calendar", "holidays"), told.calendar.holidays, named)
    yield from _of_charges(told, partners, named)
    if told.calendar.owner == "customer":
        return
    if told.calendar.owner == "site" and told.calendar.holidays:
        what = f"found {told.calendar.holidays}, but of owner site the holidays of each site count"
        yield ("calendar", "holidays"), f"{what}; take it out, or make the owner both"
    for name in told.scope.get("partner", []):
        if name in partners:
            yield from _sites(told, partners[name], named)


def _of_charges(told: ContractText, partners: Mapping[str, Partner], named: Named) -> Iterator[Fault]:
    """Hours of charges that cannot be read, or cannot be told for lack of a site."""
    for name, charge in told.charges.items():
        history = charge.terms.get(charging.HOURS)
        for day, entry in history.root.items() if history else ():
            entered = ("charges", name, "terms", charging.HOURS, str(day))
            if not isinstance(entry.value, dict) or not entry.value:
                yield entered, f'found {entry.value!r}, expected hours by weekday, as {{mon-sun: "22:00-06:00"}}'
                continue
            try:
                opening(entry.value)
            except CalendarError as error:
                yield entered, str(error)
        if history is None or not charging.is_known(charge):
            continue
        place = ("charges", name, "terms", charging.HOURS)
        for partner in scope_of(told, charge.scope).get("partner", []):
            if partner in partners:
                yield from _of_sites(place, partners[partner], charging.kind(charge), named)


def _of_sites(place: tuple[str, ...], partner: Partner, kind: str | None, named: Named) -> Iterator[Fault]:
    if not partner.sites:
        what = f"told on the clock of the site, but partners/{partner.partner}.yaml names no sites"
        yield place, f"{what}; name them with country and time_zone"
        return
    try:
        alike = (partner.partner, None) in clocks({partner.partner: partner}, named)
    except CalendarError as error:
        yield place, f"of a site of {partner.partner}: {error}; give the site its `holidays`"
        return
    for name, feed in partner.feeds.items():
        if not alike and feed.kind == kind and "site" not in feed.columns:
            what = f"the sites of {partner.partner} differ, but its feed {name} maps no site"
            yield place, f"{what}, so nobody could tell whose clock it is; map it in the partner YAML"


def site_faults(partner: Partner, named: Named) -> Iterator[Fault]:
    """Holidays of a site that nobody knows; its country need only be known where its holidays count."""
    for name, site in partner.sites.items():
        yield from _holidays(("sites", name, "holidays"), site.holidays, named)


def default_faults(name: str | None, named: Named) -> Iterator[Fault]:
    """A default calendar of the portfolio that nobody knows."""
    yield from _holidays(("calendar",), name, named)


def _holidays(place: tuple[str, ...], name: str | None, named: Named) -> Iterator[Fault]:
    if name:
        try:
            holidays_of(name, named)
        except CalendarError as error:
            yield place, str(error)


def _sites(told: ContractText, partner: Partner, named: Named) -> Iterator[Fault]:
    place, owner = ("calendar", "owner"), told.calendar.owner
    if not partner.sites:
        yield (
            place,
            f"{owner}, but partners/{partner.partner}.yaml names no sites; name them with country and time_zone",
        )
        return
    try:
        found = openings(told.calendar, told.time_zone, {partner.partner: partner}, named)
    except CalendarError as error:
        yield place, f"{owner}, and of a site of {partner.partner}: {error}; give the site its `holidays`"
        return
    if None in found.of(partner.partner):
        return
    counted = {
        kind
        for measure in told.measures.values()
        if measure.metric in catalogue.ids() and _by_hours(measure.metric, measure.terms)
        for kind in catalogue.metric(measure.metric).kinds
    }
    for name, feed in partner.feeds.items():
        if feed.kind in counted & set(kinds.names()) and "site" not in feed.columns:
            what = f"{owner}, and the sites of {partner.partner} differ, but its feed {name} maps no site"
            yield place, f"{what}, so nobody could tell whose holidays hold; map it in the partner YAML"


def _by_hours(metric: str, terms: Mapping[str, object]) -> bool:
    """Whether a measure asks when the service is open: of the hours themselves, or of the clock."""
    return not catalogue.metric(metric).around_the_clock or "clock" in terms
