"""Window, second calculation, from domain.md 1.0 (Time) and 3.3: the local day of an instant, and whether the service is open

>>> inside = local_time(datetime(2026, 10, 25, 23, 30), "Europe/Berlin")
>>> inside, is_open(inside, {"mon": "00:00-06:00"}, {})
(datetime.datetime(2026, 10, 26, 0, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin')), True)
>>> is_open(inside, {"mon": "00:00-06:00"}, {"Europe/Berlin": {inside.date()}})
False
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

MILLI = Decimal("0.001")
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def local_time(instant: datetime, zone: str) -> datetime:
    """A UTC instant (without zone) on the wall clock of a zone."""
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def is_open(local: datetime, service_hours: Mapping[str, str], holidays: Mapping[str, Collection[date]]) -> bool:
    """Whether one of today's windows, or one of yesterday's that runs past midnight, holds the time. No hours: always.

    `holidays` are days by the zone in which they are days; a window that begins on one is a holiday's, or none.
    """
    if not service_hours:
        return True
    now = f"{local:%H:%M}"
    for start, end in _windows(local, service_hours, holidays):
        if (start <= now < end) if start < end else now >= start:
            return True
    yesterday = local - timedelta(days=1)
    return any(end <= start and now < end for start, end in _windows(yesterday, service_hours, holidays))


def quarters_of(begin: datetime, end: datetime) -> Iterator[tuple[datetime, Decimal]]:
    """The quarter-hours that a span touches, each with the seconds of the span in it, to the millisecond.

    >>> [(f"{at:%H:%M}", str(s)) for at, s in quarters_of(datetime(2026, 10, 1, 8, 3), datetime(2026, 10, 1, 8, 16))]
    [('08:00', '720.000'), ('08:15', '60.000')]
    """
    at = begin.replace(minute=begin.minute - begin.minute % 15, second=0, microsecond=0)
    while begin < end and at < end:  # a span that ends before it begins covers no time
        after = at + timedelta(minutes=15)
        inside = min(end, after) - max(begin, at)
        yield at, Decimal(inside // timedelta(milliseconds=1)) * MILLI
        at = after


def months_back(first: date, count: int) -> date:
    """The first day of the month so many before the one that begins on a day.

    >>> str(months_back(date(2026, 1, 22), 2)), str(months_back(date(2026, 3, 1), 1))
    ('2025-11-22', '2026-02-01')
    """
    for _ in range(count):
        before = first.replace(day=1) - timedelta(days=1)
        first = before.replace(day=first.day)
    return first


def judged_since(shape: str, first: date, last: date, months: int = 1) -> tuple[date, bool]:
    """The first day that is judged in the month first to last, and whether it is judged for good; `months` of a rolling window.

    >>> may, june = (date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 30))
    >>> [(str(begin), due) for begin, due in (judged_since("quarter", *may), judged_since("quarter", *june))]
    [('2026-04-01', False), ('2026-04-01', True)]
    >>> str(judged_since("rolling", *may, 3)[0])
    '2026-03-01'
    """
    if shape == "quarter":
        ends = {1: 3, 2: 3, 3: 3, 4: 6, 5: 6, 6: 6, 7: 9, 8: 9, 9: 9, 10: 12, 11: 12, 12: 12}[last.month]
        return months_back(first, 2 - (ends - last.month)), last.month == ends
    return months_back(first, months - 1), True


def _windows(
    local: datetime, service_hours: Mapping[str, str], holidays: Mapping[str, Collection[date]]
) -> list[tuple[str, str]]:
    """The windows that begin on a local day: those of its weekday outside holidays, those of `holiday` on them."""
    weekday = WEEK[local.weekday()]
    found = []
    for name in (weekday, "holiday"):
        for start, end in _told(name, service_hours):
            hour, minute = map(int, start.split(":"))
            begin = local.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
            free = any(begin.astimezone(ZoneInfo(zone)).date() in days for zone, days in holidays.items())
            if free == (name == "holiday"):
                found.append((start, end))
    return found


def _told(name: str, service_hours: Mapping[str, str]) -> list[tuple[str, str]]:
    for days, hours in reversed(list(service_hours.items())):
        if name in _named(days):
            return [] if hours == "closed" else [_pair(part) for part in hours.split(",")]
    return []


@cache
def _named(days: str) -> list[str]:
    first, _, last = days.partition("-")
    if not last:
        return [first]
    round_the_week = WEEK + WEEK
    start = round_the_week.index(first)
    return round_the_week[start : round_the_week.index(last, start) + 1]


@cache
def _pair(text: str) -> tuple[str, str]:
    start, _, end = text.strip().partition("-")
    return start, end
