"""A charge of some hours counts what falls into them on the clock of the site, and the second calculation finds the same."""

import json

import pytest
import small

from vmo.cli import main

OUT = "out/2026-10/acme-care"
# Thirty calls a day, one every ten minutes from 9:00 in Berlin, twenty of 60 s first, then four of 90 s and two of 61 s.
LATE = """\
  late:
    model: per_minute
    terms:
      rate: {2026-01-01: {value: 0.80, ref: "C 1"}}
      increment_s: {2026-01-01: {value: 6, ref: "C 2"}}
      hours: {2026-01-01: {value: {HOURS}, ref: "C 3"}}
      surcharge: {2026-01-01: {value: {percent: 10}, ref: "C 3"}}
credits:
"""


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def month(folder, hours: str, told: str = LATE) -> dict:
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", told.replace("HOURS", hours))
    assert main(["night", str(folder)]) == 0
    assert main(["month", str(folder), "--month", small.MONTH]) == 0
    return {line["id"]: line for line in json.loads((folder / OUT / "result.json").read_text())["lines"]}


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Europe/Berlin", '"12:00-14:00"'),
        ("Asia/Manila", '"18:00-20:00"'),  # the same two hours in October
        ("America/New_York", '"06:00-08:00"'),
    ],
)
def test_only_what_begins_in_the_hours_of_the_site_is_counted(folder, zone, hours):
    small.change(folder / "partners/acme.yaml", "time_zone: Europe/Berlin}}", f"time_zone: {zone}}}}}")
    lines = month(folder, f"mon-sun: {hours}")
    # From 12:00 to 13:50 two calls of 60 s, four of 90 s, two of 61 s, then those that nobody answered: on each of two days
    # 2 x 60 + 4 x 90 + 2 x 66 = 612 s.
    assert lines["late"]["quantity"] == "20.4"
    assert lines["late"]["rate"] == "0.0800"
    assert lines["late"]["amount"] == "1.63"
    assert lines["voice"]["amount"] == "45.12"


def test_a_window_past_midnight_holds_both_its_ends(folder):
    assert month(folder, 'mon-sun: "13:30-09:30"')["late"]["quantity"] == "6.0"  # 9:00, 9:10, 9:20, of two days


def test_a_call_past_the_border_is_sliced_there_where_the_contract_says_so(tmp_path, vmo):
    folder = small.build(tmp_path / "fresh")
    body = small.lines(small.DAYS[0])
    body[17] = body[17].replace("11:50:00;ANS;10;60", "11:59:30;ANS;10;61")  # answered at 11:59:40, until 12:00:41
    small.send(folder, small.DAYS[0], body)
    sliced = LATE.replace(
        "      surcharge", '      at_border: {2026-01-01: {value: sliced, ref: "C 4"}}\n      surcharge'
    )
    day = sliced.replace("late:", "day:").replace("HOURS", 'mon-sun: "14:00-12:00"').replace("credits:\n", "")
    lines = month(folder, 'mon-sun: "12:00-14:00"', day + sliced)
    # Two days of 612 s begin after twelve. Of the call of 61 s, which bills 66, 41 s and what its end rounds up, 5 s.
    assert {name: (lines[name]["quantity"], lines[name]["unit"]) for name in ("day", "late")} == {
        "late": ("1270", "s"),
        "day": ("2120", "s"),
    }
    assert lines["late"]["amount"] == "1.69"  # 1,270 / 60 x 0.08 = 1.6933
    assert lines["voice"]["quantity"] == "56.5"  # 3,390 s, all of it
    assert "1,270 counted by per_minute of contacts" in vmo("explain", folder, "acme-care/2026-10/1", "late").out


def test_a_holiday_has_hours_of_its_own(folder):
    small.change(folder / "partners/acme.yaml", "country: DE, time_zone", "country: DE, holidays: fair, time_zone")
    (folder / "calendars").mkdir()
    (folder / "calendars/fair.yaml").write_text("calendar: fair\nadd: {2026-10-05: fair}\n")
    lines = month(folder, 'holiday: "00:00-24:00"')
    assert lines["late"]["quantity"] == "28.2"  # the first of the two days, all of it: half of 56.4


def test_what_is_not_proven_takes_the_first_count(folder):
    small.change(folder / "portfolio.yaml", "home_currency: EUR", "home_currency: EUR\nprove_rows: 0")
    assert month(folder, 'mon-sun: "12:00-14:00"')["late"]["amount"] == "1.63"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ('mon-sun: "22-06"', "expected times as 08:00-20:00"),
        ('every day: "22:00-06:00"', "expected a weekday"),
        ('mon: "22:10-06:00"', "times must lie on a quarter-hour"),
    ],
)
def test_hours_that_cannot_be_read_are_told(folder, vmo, hours, said):
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", LATE.replace("HOURS", hours))
    told = vmo("lint", folder)
    assert told.code == 2
    assert "charges.late.terms.hours" in told.err
    assert said in told.err


def test_hours_need_a_site_whose_clock_they_are_on(folder, vmo):
    small.change(folder / "partners/acme.yaml", "sites: {quay: {country: DE, time_zone: Europe/Berlin}}\n", "")
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", LATE.replace("HOURS", 'mon: "22:00-06:00"'))
    assert "names no sites" in vmo("lint", folder).err


def test_sites_on_different_clocks_must_be_told_apart(folder, vmo):
    other = "sites: {bay: {country: PH, time_zone: Asia/Manila}, quay:"
    small.change(folder / "partners/acme.yaml", "sites: {quay:", other)
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", LATE.replace("HOURS", 'mon: "22:00-06:00"'))
    assert "its feed calls maps no site" in vmo("lint", folder).err
