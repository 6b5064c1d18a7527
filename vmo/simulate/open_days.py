"""Open days: when partner B works, and when something is due that is promised in working days."""

from datetime import date, datetime, timedelta

from vmo.simulate.care import ZONE, is_open
from vmo.simulate.local_day import LocalDay

OPENS_S, CLOSES_S = 8 * 3600, 20 * 3600
DAY = timedelta(1)


def due(received: datetime, working_days: int) -> datetime:
    """So many working days after receipt, at its time of day; what comes on a closed day counts from the next opening.

    >>> f"{due(LocalDay(date(2026, 10, 2), ZONE).instant(36000), 1).astimezone(ZONE):%a %d %H:%M}"
    'Mon 05 10:00'
    """
    local = received.astimezone(ZONE)
    day, at_s = local.date(), local.hour * 3600 + local.minute * 60
    if not is_open(day):
        day, at_s = after(day), OPENS_S
    for _ in range(working_days):
        day = after(day)
    return LocalDay(day, ZONE).instant(at_s)


def after(day: date) -> date:
    """The next open day."""
    day += DAY
    while not is_open(day):
        day += DAY
    return day


def open_days(days: list[date]) -> list[date]:
    """Those of the days on which the partner works."""
    return [day for day in days if is_open(day)]


def at(day: date, elapsed_s: float) -> datetime:
    """An instant of a day in the partner's zone."""
    return LocalDay(day, ZONE).instant(elapsed_s)


def wall(instant: datetime | None) -> str:
    """A time as the partner writes it; nothing for none."""
    return f"{instant.astimezone(ZONE):%d.%m.%Y %H:%M:%S}" if instant else ""
