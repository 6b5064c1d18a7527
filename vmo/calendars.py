"""Days, months, service hours and holidays of a contract, on the UTC quarter-hours that rows are counted in.

Instants are UTC; a contract's day runs from its local midnight to the next, 23 or 25 hours at a clock change
(domain.md 1.0, Time). Intervals are half open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from vmo.records import RefusedError

QUARTER = timedelta(minutes=15)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


class CalendarError(RefusedError):
    """A month, weekday or time that cannot be read; the message says which and how it should look."""

    def __init__(self, reason: str) -> None:
        super().__init__([reason])


@dataclass(frozen=True)
class Quarter:
    """One UTC quarter-hour and what it is to a contract: its local day, and whether the service was open."""

    at: datetime
    day: date
    open: bool


def month(text: str) -> tuple[date, date]:
    """First and last day of a month written YYYY-MM.

    >>> month("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> month("2024-2")
    Traceback (most recent call last):
    vmo.calendars.CalendarError: '2024-2' is not a month; write it as 2026-10
    """
    if not re.fullmatch(r"(19|2\d)\d\d-(0[1-9]|1[0-2])", text):
        raise CalendarError(f"{text!r} is not a month; write it as 2026-10")
    first = date.fromisoformat(f"{text}-01")
    return first, (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def months_before(text: str, count: int) -> list[str]:
    """The months before one, latest first.

    >>> months_before("2026-01", 2)
    ['2025-12', '2025-11']
    """
    found: list[str] = []
    first, _ = month(text)
    for _ in range(count):
        first = (first - timedelta(1)).replace(day=1)
        found.append(f"{first:%Y-%m}")
    return found


def days(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(offset)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant, UTC without zone, at which a local day begins."""
    return datetime.combine(day, time(0), zone).astimezone(UTC).replace(tzinfo=None)


def quarters(
    first: date, last: date, zone: ZoneInfo, *, service_hours: dict[str, str], holidays: str | None
) -> list[Quarter]:
    """Every quarter-hour of the local days first to last. Without service hours the service never closes.

    >>> len(quarters(date(2026, 10, 25), date(2026, 10, 25), ZoneInfo("Europe/Berlin"), service_hours={}, holidays=None))
    100
    """
    hours = opening(service_hours)
    end = midnight(last + timedelta(1), zone)
    at = midnight(first, zone)
    found: list[Quarter] = []
    while at < end:
        local = at.replace(tzinfo=UTC).astimezone(zone)
        found.append(Quarter(at, local.date(), is_open(local, hours, holidays)))
        at += QUARTER
    return found


def is_open(local: datetime, hours: dict[str, list[tuple[int, int]]], holidays: str | None) -> bool:
    """Whether the service is open at a local time; a window past midnight belongs to the day it began."""
    if not hours:
        return True
    minute = local.hour * 60 + local.minute
    today, yesterday = local.date(), local.date() - timedelta(1)
    windows = [(start, min(end, 1440)) for start, end in _windows(today, hours, holidays)]
    windows += [(0, end - 1440) for _, end in _windows(yesterday, hours, holidays) if end > 1440]
    return any(start <= minute < end for start, end in windows)


@cache
def holiday_days(country: str, year: int) -> frozenset[date]:
    """Public holidays by the `holidays` library; `DE` or `DE-BY` (subdivision)."""
    import holidays as library

    name, _, subdivision = country.partition("-")
    try:
        return frozenset(library.country_holidays(name, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        raise CalendarError(
            f"{country!r} is not a country (or country-subdivision) that the holidays library knows"
        ) from None


def opening(service_hours: dict[str, str]) -> dict[str, list[tuple[int, int]]]:
    """Weekday (or `holiday`) → windows in minutes of the day; an end before its start lies on the next day.

    >>> opening({"sat-sun": "22:00-06:00", "holiday": "closed"})
    {'sat': [(1320, 1800)], 'sun': [(1320, 1800)], 'holiday': []}
    >>> opening({"mon": "08:10-20:00"})
    Traceback (most recent call last):
    vmo.calendars.CalendarError: service hours '08:10-20:00' of mon: times must lie on a quarter-hour, as 08:00-20:00
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for key, text in service_hours.items():
        windows = [] if text == "closed" else [_window(part.strip(), key) for part in text.split(",")]
        for weekday in _weekdays(key):
            found[weekday] = windows
    return found


def _windows(day: date, hours: dict[str, list[tuple[int, int]]], holidays: str | None) -> list[tuple[int, int]]:
    if holidays and day in holiday_days(holidays, day.year):
        return hours.get("holiday", [])
    return hours.get(WEEKDAYS[day.weekday()], [])


def _window(text: str, key: str) -> tuple[int, int]:
    match = HOURS.fullmatch(text)
    if not match:
        raise CalendarError(f"service hours {text!r} of {key}: expected times as 08:00-20:00, or closed")
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if start % 15 or end % 15:
        raise CalendarError(f"service hours {text!r} of {key}: times must lie on a quarter-hour, as 08:00-20:00")
    return start, end if end > start else end + 1440


def _weekdays(key: str) -> list[str]:
    if key == "holiday":
        return [key]
    first, _, last = key.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise CalendarError(f"service hours of {key!r}: expected a weekday, a range as mon-fri, or holiday")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return [WEEKDAYS[i % 7] for i in range(start, end + 1 if end >= start else end + 8)]
