"""Business time: the clock of a service, which stands while the service is closed, read for rows of a table (domain.md 1.6).

Service hours begin and end on quarter-hours, so a quarter-hour is wholly open or wholly closed, also where the local clock
changes, and open time is a sum over quarter-hours: a small table of them, each with the open time before it, is joined to
the rows. What arrives while closed starts at the next opening. What is due when the service closes is due then, not at the
next opening: `ran` tells the one from the other, as it says whether the clock ran up to an instant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

import ibis
import pyarrow as pa

from vmo.calendars import COVERED, Quarter
from vmo.calendars.instants import QUARTER_MS, ms, quarter
from vmo.calendars.openings import Opening
from vmo.records import UnmappedColumnError

Words = str | Mapping[str, str]

CALENDAR, BUSINESS = "calendar", "business"
EVERYWHERE, ALWAYS = "*", ""  # keys of the table: hours of all sites alike, and a clock that never stands
DAY = timedelta(days=1)
AT_ONCE = 31


def on_business(words: Words) -> bool:
    """Whether a clock, or one of those by priority, stands while the service is closed."""
    return BUSINESS in (words.values() if isinstance(words, Mapping) else (words,))


@dataclass(frozen=True)
class Clock:
    """The clock that runs for rows of one partner between two days: by its word, or by the word of each row's priority.

    `openings` are those of the sites; under None that of all of them. `clock_<name>_ms` is the time on the clock at an
    instant, of which only differences mean anything; null where the calendar cannot tell it.
    """

    words: Words
    openings: Mapping[str | None, Opening]
    first: date
    last: date

    def read(self, rows: Any, column: str, name: str) -> Any:
        """The rows with the time on the clock at an instant, and whether the clock ran up to it."""
        if not on_business(self.words):
            return rows.mutate(**{f"clock_{name}_ms": ms(rows[column]), f"clock_{name}_ran": ibis.literal(True)})
        inside = ms(rows[column]) % QUARTER_MS
        keyed = rows.mutate(of_key=self._key(rows), of_at=quarter(rows[column]), of_ms=inside)
        table = self._quarters
        joined = keyed.left_join(table, [keyed.of_key == table.the_key, keyed.of_at == table.the_at])
        found = joined.mutate(
            **{
                f"clock_{name}_ms": joined.before_ms + ibis.ifelse(joined.is_open, joined.of_ms, 0),
                f"clock_{name}_ran": ibis.ifelse(joined.of_ms > 0, joined.is_open, joined.was_open),
            }
        )
        return found.drop("of_key", "of_at", "of_ms", *table.columns)

    def place(self, rows: Any, start: str, column: str, longest_ms: int) -> Any:
        """The rows with `clock_placed_at`, the second in which the clock comes to `column`, so long after `start`."""
        if not on_business(self.words):
            later = (ms(rows[start]) % 1000 + rows[column] - ms(rows[start])) // 1000
            return rows.mutate(clock_placed_at=rows[start].truncate("s") + later.cast("int64").as_interval("s"))
        keyed = rows.mutate(of_key=self._key(rows), of_nth=((rows[column] - 1) // QUARTER_MS).cast("int64"))
        table = self._opened(longest_ms)
        joined = keyed.left_join(table, [keyed.of_key == table.the_key, keyed.of_nth == table.the_nth])
        inside = (joined[column] - joined.of_nth * QUARTER_MS) // 1000
        placed = joined.the_at + inside.cast("int64").as_interval("s")
        return joined.mutate(clock_placed_at=placed).drop("of_key", "of_nth", *table.columns)

    def _key(self, rows: Any) -> Any:
        if None in self.openings:
            place = ibis.literal(EVERYWHERE)
        elif "site" not in rows.columns:
            raise UnmappedColumnError("site")
        else:
            place = rows.site
        if not isinstance(self.words, Mapping):
            return place
        if "priority" not in rows.columns:
            raise UnmappedColumnError("priority")
        by_word = {word: [name for name, own in self.words.items() if own == word] for word in (CALENDAR, BUSINESS)}
        cases = [
            (rows.priority.isin(names), key)
            for (_, names), key in zip(by_word.items(), (ibis.literal(ALWAYS), place), strict=True)
            if names
        ]
        return ibis.cases(*cases, else_=ibis.null("string"))

    @cached_property
    def _patterns(self) -> dict[str, list[Quarter]]:
        first, last = max(self.first - DAY, COVERED[0]), min(self.last + DAY, COVERED[1])
        found = {site or EVERYWHERE: one.quarters(first, last) for site, one in self.openings.items()}
        if isinstance(self.words, Mapping):
            found[ALWAYS] = Opening("UTC").quarters(first, last)
        return found

    @cached_property
    def _quarters(self) -> Any:
        """Each quarter-hour with the open time before it, whether it is open, and whether the one before was."""
        table: dict[str, list[Any]] = {name: [] for name in ("the_key", "the_at", "before_ms", "is_open", "was_open")}
        for key, quarters in self._patterns.items():
            is_open = [one.open for one in quarters]
            table["the_key"] += [key] * len(quarters)
            table["the_at"] += [one.at for one in quarters]
            table["before_ms"] += list(accumulate((QUARTER_MS * one for one in is_open), initial=0))[:-1]
            table["is_open"] += is_open
            table["was_open"] += [False, *is_open[:-1]]
        return ibis.memtable(pa.table({name: pa.array(told, TYPES[name]) for name, told in table.items()}))

    def _opened(self, longest_ms: int) -> Any:
        """The open quarter-hours, counted from 0, on to where the longest time after the last day has gone by."""
        table: dict[str, list[Any]] = {name: [] for name in ("the_key", "the_nth", "the_at")}
        for key, quarters in self._patterns.items():
            found = [one.at for one in quarters if one.open]
            found += self._later(key, quarters[-1].at, -(-longest_ms // QUARTER_MS))
            table["the_key"] += [key] * len(found)
            table["the_nth"] += list(range(len(found)))
            table["the_at"] += found
        return ibis.memtable(pa.table({name: pa.array(told, TYPES[name]) for name, told in table.items()}))

    def _later(self, key: str, since: datetime, wanted: int) -> Iterator[datetime]:
        """So many open quarter-hours, or more, after an instant, as far as the calendar is told."""
        opening = Opening("UTC") if key == ALWAYS else self._opening(key)
        begin = since.replace(tzinfo=UTC).date() - DAY
        while wanted > 0 and begin <= COVERED[1]:
            end = min(begin + AT_ONCE * DAY, COVERED[1])
            later = [one.at for one in opening.quarters(begin, end) if one.open and one.at > since]
            yield from later
            wanted -= len(later)
            begin, since = end + DAY, max([since, *later])

    def _opening(self, key: str) -> Opening:
        return self.openings[None] if key == EVERYWHERE and None in self.openings else self.openings[key]


TYPES = {
    "the_key": pa.string(),
    "the_at": pa.timestamp("us"),
    "the_nth": pa.int64(),
    "before_ms": pa.int64(),
    "is_open": pa.bool_(),
    "was_open": pa.bool_(),
}
