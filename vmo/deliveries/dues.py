"""What is due, and what has not come: the days that a feed owes, against the days that stand.

A daily feed owes every day of its rhythm; a monthly one owes the month. A day that a person closed as missing is not
owed. Days without a rhythm (`due` absent) are never missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vmo.calendars import WEEKDAYS, days, holiday_days
from vmo.partner import Due, Feed


@dataclass(frozen=True)
class Owed:
    """One day (or month, by its first day) of a feed, and the instant by which it was to arrive, grace included."""

    partner: str
    feed: str
    day: date
    by: datetime
    monthly: bool = False

    def __str__(self) -> str:
        """What is missing, for a person.

        >>> print(Owed("acme", "calls", date(2026, 10, 5), datetime(2026, 10, 6, 4, tzinfo=UTC)))
        acme.calls:2026-10-05 was due by 2026-10-06 04:00 UTC
        """
        what = f"{self.day:%Y-%m}" if self.monthly else f"{self.day}"
        return f"{self.partner}.{self.feed}:{what} was due by {self.by:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True)
class Gap:
    """What a feed owes and has not sent, from one day to another with nothing that came between."""

    first: Owed
    last: Owed
    number: int

    def __str__(self) -> str:
        """What is missing, for a person.

        >>> first, last = (Owed("acme", "calls", date(2026, 10, n), datetime(2026, 10, n + 1, 4, tzinfo=UTC)) for n in (5, 7))
        >>> print(Gap(first, last, 3))
        acme.calls:2026-10-05..2026-10-07 (3 days of it) were due by 2026-10-06 04:00 to 2026-10-08 04:00 UTC
        """
        if self.number == 1:
            return str(self.first)
        by = f"{self.first.by:%Y-%m-%d %H:%M} to {self.last.by:%Y-%m-%d %H:%M} UTC"
        return f"{self.first.partner}.{self.first.feed}:{self.span} ({self.number} days of it) were due by {by}"

    @property
    def span(self) -> str:
        """Its days as `vmo close` takes them."""
        return f"{self.first.day}" if self.number == 1 else f"{self.first.day}..{self.last.day}"

    @property
    def act(self) -> str:
        """What a person may do about it."""
        what = f"--month {self.first.day:%Y-%m} --accept-missing {self.first.partner}.{self.first.feed}:{self.span}"
        return f"ask the partner, or vmo close {what} --by NAME --why TEXT"


def owed(partner: str, feed_name: str, feed: Feed, first: date, last: date) -> list[Owed]:
    """The days of a window that the feed owes. A day's file is due on the next day, `grace_days` later at the latest."""
    due = feed.due
    if due is None:
        return []
    zone = ZoneInfo(due.time_zone) if due.time_zone else feed.zone
    if due.monthly is not None:
        return [
            Owed(partner, feed_name, month, _by(_next_month(month), time(0), due, zone, due.monthly - 1), True)
            for month in _months(first, last)
        ]
    at = time.fromisoformat(due.daily or "00:00")
    return [
        Owed(partner, feed_name, day, _by(day + timedelta(1), at, due, zone))
        for day in days(first, last)
        if _works(due, day)
    ]


def missing(due: Iterable[Owed], standing: Iterable[date], closed: Iterable[date]) -> list[Owed]:
    """What is owed and neither stands nor was closed."""
    present = {*standing, *closed}
    months = {(day.year, day.month) for day in present}
    return [
        one
        for one in due
        if (one.monthly and (one.day.year, one.day.month) not in months) or (not one.monthly and one.day not in present)
    ]


def gaps(due: Iterable[Owed], lacking: Iterable[Owed]) -> list[Gap]:
    """What is lacking of what is due, neighbours of one month together."""
    lost = set(lacking)
    runs: list[list[Owed]] = []
    before: Owed | None = None
    for one in due:
        if one in lost:
            if before in lost and before and (before.day.year, before.day.month) == (one.day.year, one.day.month):
                runs[-1].append(one)
            else:
                runs.append([one])
        before = one
    return [Gap(run[0], run[-1], len(run)) for run in runs]


def _by(day: date, at: time, due: Due, zone: ZoneInfo, offset: int = 0) -> datetime:
    return datetime.combine(day + timedelta(offset + due.grace_days), at, zone).astimezone(UTC)


def _works(due: Due, day: date) -> bool:
    if due.days and WEEKDAYS[day.weekday()] not in due.days:
        return False
    return not (due.holidays and day in holiday_days(due.holidays, day.year))


def _months(first: date, last: date) -> list[date]:
    return list(dict.fromkeys(day.replace(day=1) for day in days(first, last)))


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(4)).replace(day=1)
