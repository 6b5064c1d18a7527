"""Business time: exact over closings, holidays and the days on which the clock changes; two calculations agree."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo.business_time import BusinessTime
from vmo.calendars import Holidays
from vmo.openings import Opening, library_days
from vmo.proofs import _business_time as proof
from vmo.proofs import window
from vmo.records import RefusedError

MANY = settings(max_examples=60, deadline=None)
CALENDARS = {
    "office": ("Europe/Berlin", {"mon-fri": "08:00-18:00"}, "DE"),
    "two windows": ("America/New_York", {"mon-sat": "08:00-12:00, 13:15-17:30", "holiday": "09:00-10:00"}, "US"),
    "nights": ("Europe/Berlin", {"mon-sun": "22:00-06:00"}, None),
    "round the clock": ("America/New_York", {}, None),
}  # fmt: skip
FIRST, LAST = date(2026, 10, 19), date(2026, 11, 30)
BEGIN = datetime(2026, 10, 19, 6)  # noqa: DTZ001  UTC without a zone, as the lake keeps it


def opening(zone: str, hours: dict[str, str], holidays: str | None = None) -> Opening:
    return Opening(zone, tuple(hours.items()), (Holidays(zone, library_days(holidays)),) if holidays else ())


TIMES = {name: BusinessTime.of(FIRST, LAST, opening(*told)) for name, told in CALENDARS.items()}
names = some.sampled_from(list(CALENDARS))
instants = some.integers(0, 20 * 86_400_000).map(lambda ms: BEGIN + timedelta(milliseconds=ms))
cycles = some.one_of(
    some.sampled_from([timedelta(hours=h) for h in (1, 8, 10, 24, 48)]),
    some.integers(1, 60 * 3_600_000).map(lambda ms: timedelta(milliseconds=ms)),
)


def is_open(name: str):
    zone, hours, holidays = CALENDARS[name]
    closed = {zone: library_days(holidays)} if holidays else {}
    return lambda instant: window.is_open(window.local_time(instant, zone), hours, closed)


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
    assert TIMES["office"].due(at(received), timedelta(hours=hours)) == at(due)


def test_a_holiday_is_no_business_day():
    # 26 November 2026 is Thanksgiving: one hour from 09:00 to 10:00 in New York.
    week = TIMES["two windows"]
    assert week.elapsed(at("2026-11-26T05:00"), at("2026-11-27T05:00")) == timedelta(hours=1)
    assert week.elapsed(at("2026-11-25T05:00"), at("2026-11-26T05:00")) == timedelta(hours=8, minutes=15)


def test_the_night_of_the_clock_change_is_an_hour_longer():
    nights = TIMES["nights"]
    assert nights.elapsed(at("2026-10-23T12:00"), at("2026-10-24T12:00")) == timedelta(hours=8)
    assert nights.elapsed(at("2026-10-24T12:00"), at("2026-10-25T12:00")) == timedelta(hours=9)


def test_the_night_of_spring_is_an_hour_shorter():
    berlin = opening("Europe/Berlin", {"mon-sun": "22:00-06:00"})
    nights = BusinessTime.of(date(2026, 3, 27), date(2026, 3, 30), berlin)
    assert nights.elapsed(at("2026-03-28T12:00"), at("2026-03-29T12:00")) == timedelta(hours=7)


@MANY
@given(name=names, received=instants, cycle=cycles)
def test_the_two_calculations_agree_on_due_times(name, received, cycle):
    try:
        first = TIMES[name].due(received, cycle)
    except RefusedError:
        return
    assert first == proof.due(received, cycle, is_open(name))


@MANY
@given(name=names, pair=some.tuples(instants, instants))
def test_the_two_calculations_agree_on_open_time(name, pair):
    begin, end = sorted(pair)
    assert TIMES[name].elapsed(begin, end) == proof.elapsed(begin, end, is_open(name))


@MANY
@given(name=names, received=instants, cycle=cycles)
def test_between_receipt_and_due_time_lies_the_cycle(name, received, cycle):
    week = TIMES[name]
    try:
        due = week.due(received, cycle)
    except RefusedError:
        return
    assert week.elapsed(received, due) == cycle
    assert week.elapsed(received, due - timedelta(microseconds=1)) < cycle


@MANY
@given(name=names, three=some.tuples(instants, instants, instants))
def test_open_time_adds_up(name, three):
    week, (a, b, c) = TIMES[name], three
    assert week.elapsed(a, b) + week.elapsed(b, c) == week.elapsed(a, c)


def test_round_the_clock_is_the_calendar():
    assert TIMES["round the clock"].due(BEGIN, timedelta(days=7)) == BEGIN + timedelta(days=7)


@pytest.mark.parametrize(
    ("received", "cycle", "words"),
    [
        (datetime(2026, 1, 1), timedelta(1), "outside"),  # noqa: DTZ001
        (BEGIN, timedelta(0), "more than nothing"),
        (BEGIN, timedelta(days=90), "more days"),
    ],
)
def test_what_the_calendar_does_not_tell_is_refused(received, cycle, words):
    with pytest.raises(RefusedError, match=words):
        TIMES["office"].due(received, cycle)


def test_no_days_are_refused():
    with pytest.raises(RefusedError, match="no days"):
        BusinessTime([])
