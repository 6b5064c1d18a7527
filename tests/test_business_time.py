"""Business time: exact over closings, holidays and the days on which the clock changes; two calculations agree."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from cases import engine
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo.calendars import Holidays
from vmo.calendars import opening as hours_of
from vmo.calendars.business_time import Clock
from vmo.calendars.openings import Opening, Openings, library_days
from vmo.proofs import _clock as proof

MANY = settings(max_examples=25, deadline=None)
ZONES = [
    "Europe/Berlin", "America/New_York", "Asia/Manila", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC",
]  # fmt: skip
BEGIN = datetime(2026, 3, 20, 6)  # noqa: DTZ001  UTC without a zone, as the lake keeps it
SPANS = (0, 220)  # both changes of the clock in Europe, America and Australia lie in these days

quarters = some.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
windows = some.tuples(quarters, quarters).filter(lambda two: two[0] != two[1]).map("-".join)
days = some.sampled_from(["mon-fri", "sat", "sun", "mon-sun", "sat-sun", "wed", "holiday"])
# One that never opens is refused at lint; a later entry takes the days of an earlier one.
hours = some.dictionaries(days, some.one_of(windows, some.just("closed")), min_size=1, max_size=3).filter(
    lambda told: any(times for day, times in hours_of(told).items() if day != "holiday")
)
some_days = some.frozensets(some.integers(*SPANS).map(lambda n: (BEGIN + timedelta(days=n)).date()), max_size=20)
holidays = some.lists(some.builds(Holidays, some.sampled_from(ZONES), some_days), max_size=2)
openings = some.builds(
    lambda zone, told, free: Opening(zone, tuple(told.items()), tuple(free)), some.sampled_from(ZONES), hours, holidays
)
instants = some.one_of(
    some.integers(0, SPANS[1] * 96).map(lambda n: BEGIN + n * timedelta(minutes=15)),
    some.integers(0, SPANS[1] * 86_400_000).map(lambda ms: BEGIN + timedelta(milliseconds=ms)),
)
lengths = some.one_of(
    some.sampled_from([timedelta(hours=h) for h in (1, 8, 10, 24, 48)]),
    some.integers(1, 60 * 3_600_000).map(lambda ms: timedelta(milliseconds=ms)),
)
OFFICE = Opening("Europe/Berlin", (("mon-fri", "08:00-18:00"),), (Holidays("Europe/Berlin", library_days("DE")),))
NIGHTS = Opening("Europe/Berlin", (("mon-sun", "22:00-06:00"),))
TWO_WINDOWS = Opening(
    "America/New_York",
    (("mon-sat", "08:00-12:00, 13:15-17:30"), ("holiday", "09:00-10:00")),
    (Holidays("America/New_York", library_days("US")),),
)


@dataclass(frozen=True)
class Read:
    """What the clock shows at two instants, milliseconds; and whether it ran up to the second."""

    begin: int | None
    end: int | None
    ran: bool
    placed: datetime | None

    @property
    def elapsed(self) -> timedelta:
        assert self.begin is not None
        assert self.end is not None
        return timedelta(milliseconds=self.end - self.begin)


def clock(opening: Opening, *read: datetime) -> Clock:
    return Clock("business", {None: opening}, min(read).date(), max(read).date())


def reading(
    opening: Opening, pairs: list[tuple[datetime, datetime]], length: timedelta = timedelta(hours=1)
) -> list[Read]:
    """The clock at pairs of instants, and the second in which it comes to so much more than at the first."""
    told = pa.table(
        {
            name: pa.array(column, pa.timestamp("us"))
            for name, column in zip("ab", zip(*pairs, strict=True), strict=True)
        }
    )
    one = clock(opening, *(instant for pair in pairs for instant in pair))
    rows = ibis.memtable(told.append_column("n", pa.array(range(len(pairs)))))
    rows = one.read(one.read(rows, "a", "a"), "b", "b")
    ms = length // timedelta(milliseconds=1)
    rows = one.place(rows.mutate(due_ms=rows.clock_a_ms + ms), "a", "due_ms", ms)
    found = engine().to_pyarrow(rows.order_by("n")).to_pylist()
    return [Read(row["clock_a_ms"], row["clock_b_ms"], row["clock_b_ran"], row["clock_placed_at"]) for row in found]


def second(opening: Opening) -> proof.Clock:
    plain = Openings(opening.zone, ((("", None), opening),)).plain()
    return proof.Clock("business", proof.Calendar(plain))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("2026-10-20T07:00", 4, "2026-10-20T11:00"),  # Tuesday 09:00 in Berlin
        ("2026-10-20T07:00", 9, "2026-10-20T16:00"),  # to the very closing at 18:00, not to the next opening
        ("2026-10-20T17:00", 1, "2026-10-21T07:00"),  # after closing: starts at the next opening
        ("2026-10-20T03:00", 1, "2026-10-20T07:00"),  # before opening
        ("2026-10-23T15:00", 2, "2026-10-26T08:00"),  # Friday 17:00 to Monday 09:00, over the clock change
        ("2026-10-24T10:00", 10, "2026-10-26T17:00"),  # Saturday: the whole of Monday
    ],
)
def test_an_office_week(received, hours, due):
    (found,) = reading(OFFICE, [(at(received), at(due))], timedelta(hours=hours))
    assert (found.elapsed, found.ran, found.placed) == (timedelta(hours=hours), True, at(due))
    assert second(OFFICE).after({}, at(received), hours * 3_600_000) == at(due)


@pytest.mark.parametrize(
    ("opening", "begin", "end", "hours"),
    [
        # 26 November 2026 is Thanksgiving: one hour from 09:00 to 10:00 in New York.
        (TWO_WINDOWS, "2026-11-26T05:00", "2026-11-27T05:00", 1),
        (TWO_WINDOWS, "2026-11-25T05:00", "2026-11-26T05:00", 8.25),
        (NIGHTS, "2026-10-23T12:00", "2026-10-24T12:00", 8),
        (NIGHTS, "2026-10-24T12:00", "2026-10-25T12:00", 9),  # the clock goes back
        (NIGHTS, "2026-03-28T12:00", "2026-03-29T12:00", 7),  # and forward
        (Opening("UTC"), "2026-03-28T12:00", "2026-03-29T12:00", 24),
    ],
)
def test_a_day_has_the_hours_in_which_the_service_was_open(opening, begin, end, hours):
    (found,) = reading(opening, [(at(begin), at(end))])
    assert found.elapsed == timedelta(hours=hours)


def test_a_holiday_is_a_day_on_the_clock_of_whose_it_is():
    # The hours that begin at 21:00 in Manila on its holiday are Monday's hours in New York; Sunday's begin on the 29th there.
    manila = Holidays("Asia/Manila", frozenset({date(2026, 11, 30)}))
    served = Opening("America/New_York", (("mon-sun", "08:00-20:00"),), (manila,))
    days = [(at(f"2026-11-{day}T05:00"), at(f"2026-11-{day}T05:00") + timedelta(1)) for day in (28, 29, 30)]
    assert [one.elapsed for one in reading(served, days)] == [timedelta(hours=12), timedelta(hours=12), timedelta(0)]


@MANY
@given(opening=openings, pairs=some.lists(some.tuples(instants, instants), min_size=1, max_size=6))
def test_the_two_calculations_agree_on_open_time(opening, pairs):
    again = second(opening)
    for found, (begin, end) in zip(reading(opening, pairs), pairs, strict=True):
        assert found.elapsed // timedelta(milliseconds=1) == again.between({}, begin, end)


@MANY
@given(opening=openings, received=instants, length=lengths)
def test_the_two_calculations_agree_on_due_times(opening, received, length):
    due = second(opening).after({}, received, length // timedelta(milliseconds=1))
    just, before = reading(opening, [(received, due), (received, due - timedelta(milliseconds=1))], length)
    assert (just.elapsed, just.ran) == (length, True)
    assert before.elapsed < length
    assert just.placed == due.replace(microsecond=0)


@MANY
@given(opening=openings, three=some.tuples(instants, instants, instants))
def test_open_time_adds_up(opening, three):
    a, b, c = three
    first, then, whole = reading(opening, [(a, b), (b, c), (a, c)])
    assert first.elapsed + then.elapsed == whole.elapsed


def test_round_the_clock_is_the_calendar():
    (found,) = reading(Opening("America/New_York"), [(BEGIN, BEGIN + timedelta(days=7))], timedelta(days=7))
    assert (found.elapsed, found.placed) == (timedelta(days=7), BEGIN + timedelta(days=7))


def test_what_no_calendar_covers_is_not_known():
    far = datetime(2999, 12, 31)  # noqa: DTZ001  UTC without a zone, as the lake keeps it
    (found,) = reading(OFFICE, [(far, BEGIN)])
    assert found.begin is None


def test_a_clock_by_priority_runs_by_each_ones_word():
    rows: Any = ibis.memtable(
        pa.table({"priority": ["P1", "P2", "P3"], "a": pa.array([at("2026-10-20T20:00")] * 3, pa.timestamp("us"))})
    )
    words = {"P1": "calendar", "P2": "business"}
    both = Clock(words, {None: OFFICE}, date(2026, 10, 20), date(2026, 10, 21))
    read = both.read(rows.mutate(b=rows.a + ibis.interval(hours=12)), "a", "a")
    read = both.read(read, "b", "b")
    found = engine().to_pyarrow(read.mutate(h=read.clock_b_ms - read.clock_a_ms).order_by("priority")).to_pylist()
    # From 22:00 to 10:00 in Berlin: twelve hours, or two; a priority without a word has no clock.
    assert [row["h"] for row in found] == [12 * 3_600_000, 2 * 3_600_000, None]
