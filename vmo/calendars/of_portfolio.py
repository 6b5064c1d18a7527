"""Calendars that a portfolio names itself: holidays that the `holidays` library does not know, and some that it does.

calendars/<name>.yaml, named by `holidays` of a contract's calendar or of a site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from vmo import named
from vmo.calendars import CalendarError, holiday_days
from vmo.schema import Day, Told

ANY_YEAR = 2026


class CalendarText(Told):
    """calendars/<name>.yaml: the days of `based_on`, a country or subdivision, more days, and days that are none."""

    calendar: str
    based_on: str | None = None
    add: dict[Day, str] = Field(default_factory=dict)
    remove: dict[Day, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class NamedCalendar:
    """Holidays by a name of the portfolio's own."""

    based_on: str | None
    add: frozenset[date]
    remove: frozenset[date]


def read(folder: Path) -> tuple[dict[str, NamedCalendar], list[str]]:
    """The calendars of a folder by their names, and every fault of their files."""
    told, faults = named.read(folder, CalendarText, "calendar", _faults)
    found = {name: NamedCalendar(one.based_on, frozenset(one.add), frozenset(one.remove)) for name, one in told.items()}
    return found, faults


def _faults(told: CalendarText) -> Iterator[tuple[tuple[str, ...], str]]:
    """A calendar that rests on nothing known, or takes away what it does not have."""
    if told.based_on:
        try:
            holiday_days(told.based_on, ANY_YEAR)
        except CalendarError as error:
            yield ("based_on",), str(error)
            return
    for day in told.remove:
        if day in told.add:
            yield ("remove", str(day)), "stands in `add` as well; keep one of them"
        elif not told.based_on or day not in holiday_days(told.based_on, day.year):
            yield ("remove", str(day)), f"no holiday of {told.based_on or 'a calendar based on none'}; take it out"
