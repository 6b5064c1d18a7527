"""Window, second calculation, from domain.md 1.0 (Time) and 3.3: the local day of an instant, and whether the service is open

>>> inside = local_time(datetime(2026, 10, 25, 23, 30), "Europe/Berlin")
>>> inside, is_open(inside, {"mon": "00:00-06:00"}, frozenset())
(datetime.datetime(2026, 10, 26, 0, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin')), True)
>>> is_open(inside, {"mon": "00:00-06:00"}, frozenset({inside.date()}))
False
"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def local_time(instant: datetime, zone: str) -> datetime:
    """A UTC instant (without zone) on the wall clock of a zone."""
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def is_open(local: datetime, service_hours: Mapping[str, str], holidays: Collection[date]) -> bool:
    """Whether one of today's windows, or one of yesterday's that runs past midnight, holds the time. No hours: always."""
    if not service_hours:
        return True
    now = f"{local:%H:%M}"
    yesterday = local.date() - timedelta(days=1)
    for start, end in _windows(local.date(), service_hours, holidays):
        if (start <= now < end) if start < end else now >= start:
            return True
    return any(end <= start and now < end for start, end in _windows(yesterday, service_hours, holidays))


def _windows(day: date, service_hours: Mapping[str, str], holidays: Collection[date]) -> list[tuple[str, str]]:
    name = "holiday" if day in holidays else WEEK[day.weekday()]
    for days, hours in reversed(list(service_hours.items())):
        if name in _named(days):
            return [] if hours == "closed" else [_pair(part) for part in hours.split(",")]
    return []


def _named(days: str) -> list[str]:
    first, _, last = days.partition("-")
    if not last:
        return [first]
    round_the_week = WEEK + WEEK
    start = round_the_week.index(first)
    return round_the_week[start : round_the_week.index(last, start) + 1]


def _pair(text: str) -> tuple[str, str]:
    start, _, end = text.strip().partition("-")
    return start, end
