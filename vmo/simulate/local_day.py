"""The local day: elapsed seconds since local midnight, and what the clock on the wall shows then.

A day of a clock change has 23 or 25 hours; in the long one the wall shows an hour twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class LocalDay:
    """A day as it runs in one zone.

    >>> long = LocalDay(date(2026, 10, 25), ZoneInfo("Europe/Madrid"))
    >>> long.hours, long.wall(2.5 * 3600) == long.wall(3.5 * 3600), [long.hour(n) for n in range(5)]
    (25, True, [0, 1, 2, 2, 3])
    """

    day: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Local midnight, in UTC."""
        return datetime.combine(self.day, time(0), self.zone).astimezone(UTC)

    @property
    def hours(self) -> int:
        end = datetime.combine(self.day + timedelta(1), time(0), self.zone).astimezone(UTC)
        return (end - self.start) // timedelta(hours=1)

    def instant(self, elapsed_s: float) -> datetime:
        """The instant, in UTC."""
        return self.start + timedelta(seconds=elapsed_s)

    def wall(self, elapsed_s: float) -> datetime:
        """What the wall clock shows: local time without zone."""
        return self.instant(elapsed_s).astimezone(self.zone).replace(tzinfo=None)

    def hour(self, elapsed_h: int) -> int:
        """The hour on the wall in the given hour of the day."""
        return self.wall(elapsed_h * 3600).hour

    def morning_after(self, at: str, minutes: float) -> datetime:
        """An instant of the next day: a wall time and some minutes more."""
        wall = datetime.combine(self.day + timedelta(1), time.fromisoformat(at), self.zone)
        return (wall.astimezone(UTC) + timedelta(minutes=minutes)).replace(microsecond=0)
