"""Naive times → UTC: zones, several formats, the skipped and the repeated hour."""

# ruff: noqa: DTZ001  a naive time is what these tests are about

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import Trial, feed, quarantined, rows, trial

from vmo.conforming import clock, times

__all__ = ["trial"]

SKIPS, REPEATS = "2026-03-29", "2026-10-25"  # Europe/Berlin


def conform(trial: Trial, starts: list[str], **changed: str):
    body = "".join(f"{i},{start},A,1\n" for i, start in enumerate(starts, 1))
    return trial.conform(f"id,start,status,wait\n{body}".encode(), feed(**changed))


def utc(trial: Trial, starts: list[str], **changed: str) -> list[str]:
    return [f"{told[0]:%m-%d %H:%M:%S}" for told in rows(conform(trial, starts, **changed), "offered_at")]


def test_a_naive_time_is_of_the_feeds_zone(trial: Trial):
    assert utc(trial, ["2026-01-15 10:00:00", "2026-07-15 10:00:00"]) == ["01-15 09:00:00", "07-15 08:00:00"]


def test_the_day_is_local_and_the_quarter_hour_is_utc(trial: Trial):
    told = conform(trial, ["2026-10-01 00:29:59"], clock="{time_zone: Asia/Kolkata}")
    assert rows(told, "credited_on, quarter_at, offered_at") == [
        (date(2026, 10, 1), datetime(2026, 9, 30, 18, 45), datetime(2026, 9, 30, 18, 59, 59))
    ]


def test_formats_are_tried_in_order(trial: Trial):
    formats = '{from: start, format: ["%d.%m.%Y %H:%M:%S", "%m/%d/%Y %H:%M", iso]}'
    starts = [
        "02.01.2026 10:00:00",
        "01/02/2026 10:00",
        "2026-01-02T10:00:00",
        "2026-01-02T10:00:00Z",
        "2026-01-02 10:00:00.5+05:30",
    ]
    assert utc(trial, starts, offered_at=formats) == [
        "01-02 09:00:00",
        "01-02 09:00:00",
        "01-02 09:00:00",
        "01-02 10:00:00",
        "01-02 04:30:00",
    ]


def test_what_is_no_time_is_unreadable(trial: Trial):
    starts = ["2026-02-30 10:00:00", "infinity", "today", "2026-01-02 25:00:00", "1.1.26", "2026-01-02 10:00:00 CET"]
    told = conform(trial, starts, offered_at="{from: start, format: [iso]}")
    assert quarantined(told) == [(i, i + 1, "unreadable", "offered_at", start) for i, start in enumerate(starts, 1)]


def test_a_year_that_cannot_be_true_can_be_read(trial: Trial):
    assert rows(conform(trial, ["2999-01-01 00:00:00"]), "credited_on") == [(date(2999, 1, 1),)]


@pytest.mark.parametrize(
    ("form", "start"), [("epoch", "1767344400"), ("epoch_ms", "1767344400000"), ("epoch", "1767344400.0")]
)
def test_seconds_and_milliseconds_since_1970_are_utc(trial: Trial, form: str, start: str):
    assert utc(trial, [start], offered_at=f"{{from: start, format: {form}}}") == ["01-02 09:00:00"]


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("46024.375", "01-02 09:00:00"),  # 46,024 days after 1899-12-30, and 9 of 24 hours
        ("46024.3752430556", "01-02 09:00:21"),  # 21 s are 0.00024305555…: to the nearest millisecond
        ("46024", "01-02 00:00:00"),
    ],
)
def test_a_spreadsheets_number_of_days_is_a_local_time(trial: Trial, start: str, at: str):
    assert utc(trial, [start], offered_at="{from: start, format: excel}", clock="{time_zone: UTC}") == [at]


def test_what_is_no_number_of_days_is_unreadable(trial: Trial):
    starts = ["46 024", "2026-01-02", "1e5", "99999999999999999999"]
    told = conform(trial, starts, offered_at="{from: start, format: excel}")
    assert [found[2] for found in quarantined(told)] == ["unreadable"] * len(starts)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Manila"])
@pytest.mark.parametrize(
    ("form", "first", "last", "told"),
    [
        ("iso", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2026-01-02T10:00:00Z"),
        ("epoch", "-62135596800", "253402300799", "1767348000"),
        ("epoch", "1767348000000", "1e9", "1767348000"),  # milliseconds, read as seconds
        ("excel", "-693593", "2958465", "46024.75"),
    ],
)
def test_a_time_that_no_calendar_holds_everywhere_costs_its_row_alone(trial: Trial, zone, form, first, last, told):
    clock_of = f"{{time_zone: {zone}}}"
    found = conform(trial, [first, told, last], offered_at=f"{{from: start, format: {form}}}", clock=clock_of)
    assert len(rows(found)) == 1
    assert [(line, rule) for _, line, rule, *_ in quarantined(found)] == [(2, "unreadable"), (4, "unreadable")]


def test_such_a_time_may_be_declared_to_mean_none(trial: Trial):
    content = b"id,start,status,wait,end\n1,2026-01-02T10:00:00,A,1,0001-01-01T00:00:00\n"
    end = '{from: end, format: iso, empty: ["0001-01-01T00:00:00"]}'
    told = trial.conform(content, feed(offered_at="{from: start, format: iso}", ended_at=end))
    assert rows(told, "ended_at") == [(None,)]


@pytest.mark.parametrize(
    ("form", "starts"),
    [
        (
            "%m/%d/%Y %H%M",
            {"1/2/2026 830": "08:30", "1/2/2026 0": "00:00", "1/2/2026 30": "00:30", "1/2/2026 1200": "12:00"},
        ),
        ("%d%m%Y %H%M%S", {"2012026 90005": "09:00", "02012026 090005": "09:00"}),
        ("%y%m%d%H%M", {"2601020905": "09:05"}),
    ],
)
def test_numbers_without_marks_may_have_lost_their_zeros(trial: Trial, form: str, starts: dict[str, str]):
    told = utc(trial, list(starts), offered_at=f'{{from: start, format: "{form}"}}', clock="{time_zone: UTC}")
    assert told == [f"01-02 {at}:{'05' if '%S' in form else '00'}" for at in starts.values()]


def test_zeros_are_put_only_before_such_numbers(trial: Trial):
    starts = ["1/2/2026 8:30", "1/2/2026 830 x", "1/2/2026 2530", "1/2/2026 12345"]
    told = conform(trial, starts, offered_at='{from: start, format: "%m/%d/%Y %H%M"}')
    assert [found[2] for found in quarantined(told)] == ["unreadable"] * len(starts)


def test_morning_and_afternoon_may_be_korean_or_chinese(trial: Trial):
    starts = ["2026-01-02 오후 03:00:00", "2026-01-02 上午 03:00:00"]
    form = '{from: start, format: "%Y-%m-%d %p %I:%M:%S"}'
    assert utc(trial, starts, offered_at=form, clock="{time_zone: UTC}") == ["01-02 15:00:00", "01-02 03:00:00"]


@pytest.mark.parametrize("half", ["PM", "pm", "p.m.", "p. m.", "P.M", "\u202fPM"])
def test_morning_and_afternoon_may_have_points_and_narrow_spaces(trial: Trial, half: str):
    form = '{from: start, format: "%d/%m/%Y %I:%M:%S %p"}'
    start = f"2/1/2026 2:05:07{half if half[0].isspace() else ' ' + half}"
    assert utc(trial, [start, "2/1/2026 12:05:07 a. m."], offered_at=form) == ["01-02 13:05:07", "01-01 23:05:07"]


@pytest.mark.parametrize(
    ("form", "starts"),
    [
        ("%d-%b-%Y %H:%M", ["05-oct-2026 14:05", "05-OKT-2026 14:05", "05-ott-2026 14:05", "05-out.-2026 14:05"]),
        ("%d.%b.%Y %H:%M", ["05.Okt.2026 14:05", "05.oct.2026 14:05"]),
        ("%d %B %Y %H:%M", ["5 octobre 2026 14:05", "5 Oktober 2026 14:05", "5 octubre 2026 14:05"]),
    ],
)
def test_months_may_be_of_other_languages(trial: Trial, form: str, starts: list[str]):
    assert set(utc(trial, starts, offered_at=f'{{from: start, format: "{form}"}}')) == {"10-05 12:05:00"}


def test_every_month_is_read_in_every_language():
    for number, (english, others) in enumerate(times.MONTHS.items(), 1):
        for one in (english, *others.split("|"), english[:3]):
            form = "%d %b %Y"
            asked = times.local(f"'5 {one} 2026'", "''", form)
            assert duckdb.execute(f"SELECT {asked}").fetchone() == (datetime(2026, number, 5),), one


def test_an_offset_may_be_the_letter_z_or_its_name(trial: Trial):
    for form, start in (("%Y-%m-%d %H:%M:%S %z", "2026-10-05 14:05:07 UTC"), ("%Y%m%dT%H%M%S%z", "20261005T140507Z")):
        told = utc(trial, [start], offered_at=f'{{from: start, format: "{form}"}}')
        assert told == ["10-05 14:05:07"]


def test_a_time_in_the_skipped_hour_is_an_error(trial: Trial):
    told = conform(trial, [f"{SKIPS} 01:59:59", f"{SKIPS} 02:00:00", f"{SKIPS} 02:59:59", f"{SKIPS} 03:00:00"])
    assert quarantined(told) == [
        (2, 3, "dst_gap", "offered_at", f"{SKIPS} 02:00:00"),
        (3, 4, "dst_gap", "offered_at", f"{SKIPS} 02:59:59"),
    ]


def test_by_the_feeds_wish_the_clock_is_moved_forward_by_the_gap(trial: Trial):
    severity = "{dst_gap: {severity: warning, reason: their recorder skips late}}"
    told = conform(trial, [f"{SKIPS} 02:30:00", f"{SKIPS} 03:30:00"], severity=severity)
    assert rows(told, "offered_at") == [(datetime(2026, 3, 29, 1, 30),)] * 2
    assert [(one.rule, one.severity, one.rows) for one in told.findings] == [("dst_gap", "warning", 1)]


def test_the_order_of_the_file_tells_the_second_pass_of_the_repeated_hour(trial: Trial):
    clocks = ["01:50:00", "02:05:00", "02:04:00", "02:55:00", "02:01:00", "02:30:00", "03:00:00", "02:59:00"]
    told = conform(trial, [f"{REPEATS} {one}" for one in clocks])
    assert [f"{instant:%H:%M}" for (instant,) in rows(told, "offered_at")] == [
        "23:50",
        "00:05",  # first pass: 02:05 summer time
        "00:04",  # a minute back is not clearly back
        "00:55",
        "01:01",  # 54 minutes back: the clock was put back
        "01:30",
        "02:00",
        "01:59",
    ]
    assert rows(told, "quarter_at", "record = 5") == [(datetime(2026, 10, 25, 1, 0),)]
    assert [(one.rule, one.severity, one.rows) for one in told.findings] == [("dst_fold", "warning", 6)]


def test_a_file_sorted_by_queue_begins_the_repeated_hour_afresh(trial: Trial):
    clocks = ["01:30:00", "02:30:00", "02:05:00", "03:10:00", "01:20:00", "02:10:00", "02:40:00", "02:02:00"]
    told = conform(trial, [f"{REPEATS} {one}" for one in clocks])
    assert [f"{instant:%H:%M}" for (instant,) in rows(told, "offered_at")] == [
        "23:30", "00:30", "01:05", "02:10", "23:20", "00:10", "00:40", "01:02",
    ]  # fmt: skip


def test_times_with_an_offset_are_never_moved(trial: Trial):
    starts = [f"{REPEATS}T02:50:00+02:00", f"{REPEATS}T02:10:00+02:00", f"{REPEATS}T02:10:00+01:00"]
    told = conform(trial, starts, offered_at="{from: start, format: iso}")
    assert [f"{instant:%H:%M}" for (instant,) in rows(told, "offered_at")] == ["00:50", "00:10", "01:10"]
    assert told.findings == ()


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Jerusalem"]
)
def test_the_pieces_of_a_clock_cover_every_time_once(zone: str):
    pieces = clock.local_pieces(zone)
    assert pieces[0].first is None
    assert pieces[-1].until is None
    assert all(one.until == after.first for one, after in pairwise(pieces))


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2099, 1, 1)),
    st.sampled_from(
        [
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Asia/Kolkata",
            "Pacific/Apia",
        ]
    ),
)
def test_every_piece_has_the_offset_of_the_zone_itself(local: datetime, zone: str):
    microseconds = (local - datetime(1970, 1, 1)) // timedelta(microseconds=1)
    piece = next(
        one
        for one in clock.local_pieces(zone)
        if (one.first is None or one.first <= microseconds) and (one.until is None or microseconds < one.until)
    )
    first = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    assert clock.moment(microseconds - piece.offset) == first.replace(tzinfo=None)
    second = local.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    assert (piece.state == clock.PLAIN) == (first == second)
    assert (piece.state == clock.FOLD) == (first < second)
