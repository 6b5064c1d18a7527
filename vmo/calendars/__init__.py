"""Days, months, service hours and holidays of a contract, on the UTC quarter-hours that rows are counted in.

Instants are UTC; a contract's day runs from its local midnight to the next, 23 or 25 hours at a clock change
(domain.md 1.0, Time). Intervals are half open.

Beside it lie the calendars that a portfolio names, when a service is open at each site, and the clock that stands while it is
closed. What the hours of a contract may not say lies in `vmo/faults/hours.py`.
"""

import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vmo.records import RefusedError

QUARTER = timedelta(minutes=15)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
COVERED = (
    date(2000, 1, 1),
    date(2049, 12, 31),
)  # what open time can be told of: sentinels such as 9999-12-31 are no dates
DAY_MIN = 1440


class CalendarError(RefusedError):
    """A month, weekday or time that cannot be read; the message says which and how it should look."""

    def __init__(self, reason: str) -> None:
        super().__init__([reason])


@dataclass(frozen=True)
class Holidays:
    """Days on which a service has other hours, each from midnight to midnight on the clock of whose they are."""

    zone: str
    days: frozenset[date]

    def hold(self, begin: datetime) -> bool:
        """Whether an instant, with its zone, lies on one of them."""
        return begin.astimezone(ZoneInfo(self.zone)).date() in self.days


class Quarter(NamedTuple):
    """One UTC quarter-hour and what it is to a contract: its local day, and whether the service was open."""

    at: datetime
    day: date
    open: bool


def month(text: str, begins: int = 1) -> tuple[date, date]:
    """First and last day of a month written YYYY-MM; of one that begins on another day than the first, that ends in it.

    >>> month("2026-01", begins=22)
    (datetime.date(2025, 12, 22), datetime.date(2026, 1, 21))
    >>> month("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> month("2024-2")
    Traceback (most recent call last):
    vmo.calendars.CalendarError: '2024-2' is not a month; write it as 2026-10
    """
    if not re.fullmatch(r"(19|2\d)\d\d-(0[1-9]|1[0-2])", text):
        raise CalendarError(f"{text!r} is not a month; write it as 2026-10")
    first = date.fromisoformat(f"{text}-01")
    if begins > 1:
        return (first - timedelta(1)).replace(day=begins), first.replace(day=begins) - timedelta(1)
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
    first: date, last: date, zone: ZoneInfo, *, service_hours: Mapping[str, str], holidays: Sequence[Holidays] = ()
) -> list[Quarter]:
    """Every quarter-hour of the local days first to last. Without service hours the service never closes.

    A window past midnight belongs to the day it began, and a holiday takes the windows that begin on it.

    >>> len(quarters(date(2026, 10, 25), date(2026, 10, 25), ZoneInfo("Europe/Berlin"), service_hours={}))
    100
    """
    hours = opening(service_hours)
    at = midnight(first, zone)
    found: list[Quarter] = []
    before = _windows(first - timedelta(1), zone, hours, holidays)
    for day in days(first, last):
        windows, end = _windows(day, zone, hours, holidays), midnight(day + timedelta(1), zone)
        spans = [(start, min(to, DAY_MIN)) for start, to in windows]
        spans += [(0, to - DAY_MIN) for _, to in before if to > DAY_MIN]
        straight = end - at == timedelta(1)  # on no other day does the local clock jump
        instants = [at + n * QUARTER for n in range((end - at) // QUARTER)]
        minutes = range(0, DAY_MIN, 15) if straight else [_minute(one, zone) for one in instants]
        is_open = _opened(tuple(spans), tuple(minutes)) if hours else (True,) * len(instants)
        found += [Quarter(one, day, opened) for one, opened in zip(instants, is_open, strict=True)]
        at, before = end, windows
    return found


@cache
def _opened(spans: tuple[tuple[int, int], ...], minutes: tuple[int, ...]) -> tuple[bool, ...]:
    """Which minutes of a day lie in one of the spans; few days differ."""
    return tuple(any(start <= minute < to for start, to in spans) for minute in minutes)


@cache
def holiday_days(country: str, year: int) -> frozenset[date]:
    """Public holidays by the `holidays` library; `DE` or `DE-BY` (subdivision)."""
    import holidays as library

    name, _, subdivision = country.partition("-")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a year of which the library knows no holidays
            return frozenset(library.country_holidays(name, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        raise CalendarError(
            f"{country!r} is not a country (or country-subdivision) that the holidays library knows"
        ) from None


def business_day_after(day: date, number: int, free: Collection[date] = ()) -> date:
    """The day so many business days after another: Monday to Friday without those that are `free`.

    >>> business_day_after(date(2026, 10, 31), 1), business_day_after(date(2026, 12, 24), 1, holiday_days("DE", 2026))
    (datetime.date(2026, 11, 2), datetime.date(2026, 12, 28))
    """
    while number > 0:
        day += timedelta(1)
        number -= day.weekday() < 5 and day not in free
    return day


def opening(service_hours: Mapping[str, str]) -> dict[str, list[tuple[int, int]]]:
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


def _windows(
    day: date, zone: ZoneInfo, hours: Mapping[str, list[tuple[int, int]]], holidays: Sequence[Holidays]
) -> list[tuple[int, int]]:
    def free(window: tuple[int, int]) -> bool:
        begin = datetime.combine(day, time(*divmod(window[0], 60)), zone)
        return any(one.hold(begin) for one in holidays)

    found = [window for window in hours.get(WEEKDAYS[day.weekday()], []) if not holidays or not free(window)]
    return found + [window for window in hours.get("holiday", []) if holidays and free(window)]


def _minute(at: datetime, zone: ZoneInfo) -> int:
    local = at.replace(tzinfo=UTC).astimezone(zone)
    return local.hour * 60 + local.minute


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
