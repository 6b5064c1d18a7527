"""Clock, second calculation, from domain.md 1.6, 1.7 and decision Q2: due times, and lengths of time, on a clock that may stand

A calendar is plain data: (partner, site) → time_zone, service_hours, and holidays by the zone in which they are days; under
("", None) stands what holds everywhere, under (partner, None) what holds at all of a partner's sites.

>>> office = Calendar({("", None): {"time_zone": "UTC", "service_hours": {"mon-fri": "08:00-18:00"}, "holidays": {}}})
>>> Clock("business", office).after({}, datetime(2026, 10, 9, 17), 2 * HOUR)  # a Friday
datetime.datetime(2026, 10, 12, 9, 0)
>>> Clock("calendar", None).between({}, datetime(2026, 10, 9, 17), datetime(2026, 10, 9, 16))
-3600000
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from vmo.proofs import _business_time, _window
from vmo.proofs._deferred import MILLISECOND, common, cycle_of, of_hours, one_of
from vmo.proofs._rows import Row, UnknownError, cell
from vmo.records import RefusedError

HOUR = 3_600_000
DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2049
WORDS = ("calendar", "business")


class Calendar:
    """A calendar of plain data, and what it was asked already."""

    def __init__(self, places: Mapping[tuple[str, str | None], Mapping[str, Any]]) -> None:
        self._places = places
        self._open: dict[tuple[Any, datetime], bool] = {}
        self._whole: dict[tuple[Any, date], timedelta] = {}

    def place(self, row: Row) -> Any:
        """Which of its openings holds for a row; UnknownError where none does."""
        for one in (("", None), (row.get("partner", ""), None), (row.get("partner", ""), row.get("site"))):
            if one in self._places:
                return one
        raise UnknownError("site")

    def is_open(self, place: Any, instant: datetime) -> bool:
        """Whether the service was open there."""
        quarter = instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)
        if (place, quarter) not in self._open:
            told = self._places[place]
            local = _window.local_time(quarter, told["time_zone"])
            self._open[place, quarter] = _window.is_open(local, told["service_hours"], told["holidays"])
        return self._open[place, quarter]

    def whole_day(self, place: Any, midnight: datetime) -> timedelta:
        """Open time of a day of UTC."""
        if (place, midnight.date()) not in self._whole:
            opened = _business_time.elapsed(midnight, midnight + DAY, lambda at: self.is_open(place, at))
            self._whole[place, midnight.date()] = opened
        return self._whole[place, midnight.date()]


class Clock:
    """The clock of a row: by its one word, or by the word of the row's priority. Raises RefusedError for a strange word."""

    def __init__(self, words: str | Mapping[str, str], calendar: Calendar | None) -> None:
        for name, word in words.items() if isinstance(words, Mapping) else [("", words)]:
            one_of(f"clock of {name}" if name else "clock", word, WORDS)
        self._words, self._calendar = words, calendar
        self.stands = "business" in (words.values() if isinstance(words, Mapping) else (words,))

    def check(self, row: Row, *instants: datetime | None) -> None:
        """Raises UnknownError where the clock of a row is not known at an instant."""
        if self.stands:
            self._standing(row)
            for instant in instants:
                if instant is not None and not FIRST_YEAR <= instant.year <= LAST_YEAR:
                    raise UnknownError("calendar")

    def after(self, row: Row, instant: datetime, length_ms: int) -> datetime:
        """The instant at which so much time has gone by on the clock."""
        begin, length = cut(instant), timedelta(milliseconds=length_ms)
        place = self._standing(row)
        if place is None or self._calendar is None:
            return begin + length
        calendar = self._calendar
        return _business_time.due(begin, length, lambda at: _within(at) and calendar.is_open(place, at))

    def between(self, row: Row, begin: datetime, end: datetime) -> int:
        """Milliseconds that go by on the clock from one instant to another; negative where the other comes first."""
        if end < begin:
            return -self.between(row, end, begin)
        begin, end = cut(begin), cut(end)
        place = self._standing(row)
        if place is None or self._calendar is None:
            return (end - begin) // MILLISECOND
        calendar, passed = self._calendar, timedelta()
        while begin < end:
            midnight = datetime(begin.year, begin.month, begin.day)  # noqa: DTZ001  the lake keeps UTC without a zone
            following = min(end, midnight + DAY)
            if begin == midnight and following == midnight + DAY:
                passed += calendar.whole_day(place, midnight)
            else:
                passed += _business_time.elapsed(begin, following, lambda at: calendar.is_open(place, at))
            begin = following
        return passed // MILLISECOND

    def _standing(self, row: Row) -> Any:
        """The place whose hours hold for a row; None where its clock never stands."""
        word = self._words
        if isinstance(word, Mapping):
            if cell(row, "priority") not in word:
                raise UnknownError("priority")
            word = word[row["priority"]]
        return self._calendar.place(row) if word == "business" and self._calendar else None


def agreed(due: str, length: object) -> None:
    """Raises RefusedError where due times are to be computed and nothing tells how long after."""
    one_of("due", due, ("told", "computed"))
    if due == "computed" and length is None:
        raise RefusedError(["due: computed, from what? Name the cycle time, as `cycle_h`, or the hours, as `target_h`"])


def item_due(row: Row, clock: Clock, due: str, cycle_h: Any, column: str = "due_at") -> datetime | None:
    """When an item is due: as it was told, or its agreed cycle time after receipt. UnknownError where it cannot be told."""
    told = row.get(column) if cycle_h is not None else cell(row, column)
    if due == "told" and told is not None:
        return _instant(told)
    if cycle_h is None or ("received_at" not in row and due == "told" and column in row):
        return None
    if cell(row, "received_at") is None:
        raise UnknownError("received_at")
    return clock.after(row, row["received_at"], cycle_of(row, common(cycle_h)[0]))


def ticket_due(row: Row, clock: Clock, due: str, target_h: Mapping[str, Any] | None, column: str) -> datetime | None:
    """When a ticket is due: as it was told, or the hours of its priority after it was opened."""
    told = row.get(column) if target_h is not None else cell(row, column)
    if due == "told" and told is not None:
        return _instant(told)
    if target_h is None or cell(row, "priority") not in target_h:
        return None
    return clock.after(row, cell(row, "opened_at"), of_hours(target_h[row["priority"]], "target_h"))


def late_items(
    rows: Iterable[Row], words: Any, calendar: Calendar | None, due: str, cycle_h: Any, column: str, at: str
) -> list[tuple[Row, int | None]]:
    """Rows past due at their snapshot, each with the milliseconds by which on the clock; None where nobody can tell."""
    agreed(due, cycle_h)
    clock = Clock(words, calendar)
    found: list[tuple[Row, int | None]] = []
    for row in rows:
        try:
            latest, snapshot = item_due(row, clock, due, cycle_h, column), cell(row, at)
            if latest is not None:
                clock.check(row, latest, snapshot)
        except UnknownError:
            found.append((row, None))
            continue
        if latest is not None and snapshot is not None and cut(snapshot) > cut(latest):
            found.append((row, clock.between(row, latest, snapshot)))
    return found


def told(by: int | None) -> int:
    """A number that is known; UnknownError where it is not."""
    if by is None:
        raise UnknownError("due time")
    return by


def every_priority(words: Any, target_h: Mapping[str, Any] | None) -> None:
    """Raises RefusedError where a priority that is promised something has no clock."""
    for name in target_h or ():
        if isinstance(words, Mapping) and name not in words:
            raise RefusedError([f"clock of {name}: missing; name calendar or business for every priority of target_h"])


def cut(instant: datetime) -> datetime:
    """To the millisecond: what is finer does not count."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _instant(told: Any) -> datetime:
    found: datetime = told
    return found


def _within(at: datetime) -> bool:
    if at.year > LAST_YEAR:
        raise UnknownError("calendar")
    return True
