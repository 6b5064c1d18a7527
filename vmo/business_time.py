"""Business time: seconds in which the service was open, counted exactly over UTC quarter-hours (domain.md 1.6).

Service hours begin and end on quarter-hours, so a quarter-hour is wholly open or wholly closed, also where the clock
changes: a local day has 92 or 100 of them. What arrives while closed starts at the next opening. What is due when the
service closes is due then, not at the next opening.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from vmo.calendars import QUARTER, Quarter
from vmo.openings import Opening
from vmo.records import RefusedError

NOTHING = timedelta(0)


class BusinessTime:
    """The open time of some days of a calendar; instants are UTC without a zone."""

    def __init__(self, days: Sequence[Quarter]) -> None:
        """From consecutive quarter-hours, as `calendars.quarters` gives them; raises RefusedError for none."""
        if not days:
            raise RefusedError(["business time: no days; give at least one day of the calendar"])
        self._first = days[0].at
        self._end = days[-1].at + QUARTER
        self._open = [one.open for one in days]
        self._before = list(accumulate((QUARTER if one.open else NOTHING for one in days), initial=NOTHING))

    @classmethod
    def of(cls, first: date, last: date, opening: Opening) -> "BusinessTime":
        """The open time of the local days first to last.

        >>> office = Opening("Europe/Berlin", (("mon-fri", "08:00-18:00"),))
        >>> week = BusinessTime.of(date(2026, 10, 5), date(2026, 10, 11), office)
        >>> friday = datetime(2026, 10, 9, 15)  # 17:00 in Berlin
        >>> week.elapsed(friday, datetime(2026, 10, 11))
        datetime.timedelta(seconds=3600)
        >>> week.due(friday, timedelta(hours=2))
        Traceback (most recent call last):
        vmo.records.RefusedError: business time: 2:00:00 from 2026-10-09 15:00:00 ends after 2026-10-11 22:00:00; ...
        """
        return cls(opening.quarters(first, last))

    def elapsed(self, begin: datetime, end: datetime) -> timedelta:
        """Open time from begin to end, exact; negative where the end comes first. Raises RefusedError outside the days."""
        return self._opened(end) - self._opened(begin)

    def due(self, received: datetime, cycle: timedelta) -> datetime:
        """The instant at which so much open time has gone by since receipt; raises RefusedError outside the days."""
        if cycle <= NOTHING:
            raise RefusedError([f"business time: a cycle of {cycle}; expected more than nothing"])
        target = self._opened(received) + cycle
        if target > self._before[-1]:
            raise RefusedError(
                [f"business time: {cycle} from {received} ends after {self._end}; give the calendar more days"]
            )
        place = bisect_left(self._before, target) - 1
        return self._first + place * QUARTER + (target - self._before[place])

    def _opened(self, at: datetime) -> timedelta:
        if not self._first <= at <= self._end:
            raise RefusedError(
                [f"business time: {at} is outside {self._first} to {self._end}; give the calendar more days"]
            )
        place, rest = divmod(at - self._first, QUARTER)
        return self._before[place] + (rest if place < len(self._open) and self._open[place] else NOTHING)
