"""Whose holidays count: a contract of New York, served from Manila and from New York itself (domain.md 3.3).

Service hours 08:00 to 20:00 in New York, Monday to Friday. 30 November 2026, a Monday, is Bonifacio Day in Manila; the
window that begins at 08:00 in New York begins at 21:00 of that day in Manila. 26 November is Thanksgiving.

    calls at 10:00 in New York    3 November    26 November    30 November    11 November
    mnl1                          1             1              3              1
    nyc                           1             1              1              1
"""

import json
import os
from datetime import UTC, datetime

import pytest
import small

from vmo.cli import DONE, REFUSED, main

MONTH = "2026-11"
ARRIVED = datetime(2026, 12, 2, 6, tzinfo=UTC).timestamp()
DAYS = {"2026-11-03": (1, 1), "2026-11-26": (1, 1), "2026-11-30": (3, 1), "2026-11-11": (1, 1)}
PARTNER = """\
partner: acme
sites:
  mnl1: {country: PH, time_zone: Asia/Manila}
  nyc: {country: US, time_zone: America/New_York, holidays: nyc-works}
feeds:
  calls:
    kind: contacts
    source: "{inbox}/acme/calls_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: America/New_York}
    identity: [id]
    columns:
      contact_id: id
      offered_at: {from: start, format: "%Y-%m-%d %H:%M:%S"}
      outcome: {value: answered}
      site: site
      program: {value: care}
"""
CONTRACT = """\
contract: acme-care
parties: {supplier: acme, customer: north}
currency: USD
time_zone: America/New_York
calendar: CALENDAR
scope: {partner: [acme], program: [care]}
measures:
  volume: {metric: call_volume}
"""
HOURS = 'service_hours: {mon-fri: "08:00-20:00"}'
WORKS = """\
calendar: nyc-works
based_on: US
remove: {2026-11-11: "Veterans Day, worked"}
"""


def build(folder, calendar, *, sites=("mnl1", "nyc"), partner=PARTNER, works=WORKS, portfolio=small.PORTFOLIO):
    rows = ["id,start,site"]
    for day, numbers in DAYS.items():
        for site, number in zip(sites, numbers, strict=True):
            rows += [f"{site}{day}{n},{day} 10:00:00,{site}" for n in range(number)]
    for path, text in (
        ("portfolio.yaml", portfolio),
        ("parties.yaml", small.PARTIES),
        ("calendars/works.yaml", works),
        ("partners/acme.yaml", partner),
        ("contracts/acme-care.yaml", CONTRACT.replace("CALENDAR", calendar)),
        ("inbox/acme/calls_1.csv", "\n".join([*rows, ""])),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    os.utime(folder / "inbox/acme/calls_1.csv", (ARRIVED, ARRIVED))
    return folder


@pytest.mark.parametrize(
    ("calendar", "volume"),
    [
        (f"{{owner: customer, {HOURS}}}", 10),  # nobody's holidays
        (f"{{owner: customer, holidays: US, {HOURS}}}", 6),  # without the 26th and the 11th
        (f"{{owner: site, {HOURS}}}", 6),  # of Manila without the 30th, of New York without the 26th: 3 + 3
        (f"{{owner: both, holidays: US, {HOURS}}}", 3),  # of Manila without all three: 1; of New York without two: 2
        ("{owner: site}", 10),  # what never closes has no holidays
    ],
)
def test_a_call_counts_where_the_service_was_open(tmp_path, calendar, volume):
    build(tmp_path, calendar)
    assert main(["month", str(tmp_path), "--month", MONTH]) == DONE
    told = json.loads((tmp_path / f"out/{MONTH}/acme-care/result.json").read_text(encoding="utf-8"))
    (found,) = told["attainment"]
    assert (found["numerator"], told["status"]) == (str(volume), "draft")  # the second calculation found the same


@pytest.mark.parametrize(
    ("calendar", "volume"),
    [
        (f"{{{HOURS}}}", 6),  # the portfolio's: without the 26th and the 11th
        (f"{{holidays: nyc-works, {HOURS}}}", 8),  # its own: without the 26th
        (f"{{owner: site, {HOURS}}}", 6),  # the sites' alone, as above
        (f"{{owner: both, {HOURS}}}", 3),  # the portfolio's and the sites', as above
    ],
)
def test_a_contract_that_names_no_holidays_has_those_of_the_portfolio(tmp_path, calendar, volume):
    build(tmp_path, calendar, portfolio=f"{small.PORTFOLIO}calendar: US\n")
    assert main(["month", str(tmp_path), "--month", MONTH]) == DONE
    told = json.loads((tmp_path / f"out/{MONTH}/acme-care/result.json").read_text(encoding="utf-8"))
    assert [(one["numerator"], told["status"]) for one in told["attainment"]] == [(str(volume), "draft")]


def test_a_default_calendar_that_nobody_knows_is_refused(tmp_path, capsys):
    build(tmp_path, "{}", portfolio=f"{small.PORTFOLIO}calendar: XX\n")
    assert main(["lint", str(tmp_path)]) == REFUSED
    assert "portfolio.yaml:3: calendar: 'XX' is not a country" in capsys.readouterr().err


def test_a_holiday_shift_has_the_hours_of_a_holiday(tmp_path):
    build(tmp_path, '{owner: site, service_hours: {mon-fri: "08:00-20:00", holiday: "10:00-10:15"}}')
    assert main(["month", str(tmp_path), "--month", MONTH]) == DONE
    told = json.loads((tmp_path / f"out/{MONTH}/acme-care/result.json").read_text(encoding="utf-8"))
    # On 30 November that window begins at 23:00 in Manila, which is the holiday still; on Thanksgiving at ten in New York.
    assert [(one["numerator"], told["status"]) for one in told["attainment"]] == [("10", "draft")]


def test_a_site_that_nobody_names_is_refused_by_its_name(tmp_path, capsys):
    build(tmp_path, f"{{owner: site, {HOURS}}}", sites=("mnl9", "nyc"))
    assert main(["month", str(tmp_path), "--month", MONTH]) == REFUSED
    told = capsys.readouterr()
    assert "rows of acme at the site 'mnl9', whose holidays are to count" in told.out + told.err


def test_of_whoever_owns_it_a_strange_site_out_of_scope_does_no_harm(tmp_path):
    calendar = f"{{owner: site, {HOURS}}}\nscope: {{partner: [acme], site: [nyc], program: [care]}}"
    build(tmp_path, calendar, sites=("mnl9", "nyc"))
    contract = tmp_path / "contracts/acme-care.yaml"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text.replace("\nscope: {partner: [acme], program: [care]}\nmeasures", "\nmeasures"), "utf-8")
    assert main(["month", str(tmp_path), "--month", MONTH]) == DONE


@pytest.mark.parametrize(
    ("calendar", "change", "words"),
    [
        ("{holidays: XX}", {}, "acme-care.yaml:5: calendar.holidays: 'XX' is not a country"),
        ("{holidays: XX}", {}, "nor one of calendars/: nyc-works"),
        ("{owner: site, holidays: US, " + HOURS + "}", {}, "take it out, or make the owner both"),
        ("{owner: site, " + HOURS + "}", {"      site: site\n": ""}, "its feed calls maps no site"),
        ("{owner: site, " + HOURS + "}", {"country: PH": "country: XX"}, "'XX' is not a country"),
        ("{}", {"nyc-works": "atlantis"}, "partners/acme.yaml:4: sites.nyc.holidays: 'atlantis' is not"),
        ("{service_hours: {mon-sun: closed}}", {}, "calendar.service_hours: never open"),
    ],
)
def test_what_cannot_be_told_of_a_calendar_is_refused_with_its_line(tmp_path, capsys, calendar, change, words):
    partner = PARTNER
    for before, after in change.items():
        partner = partner.replace(before, after)
    if "maps no site" in words:
        partner = partner.replace("program: {value: care}", "program: {value: care}\n    unused: [site]")
    build(tmp_path, calendar, partner=partner)
    assert main(["lint", str(tmp_path)]) == REFUSED
    told = capsys.readouterr()
    assert words in told.out + told.err


@pytest.mark.parametrize(
    ("works", "words"),
    [
        ("calendar: nyc-works\nbased_on: XX\n", "calendars/works.yaml:2: based_on: 'XX' is not a country"),
        (
            "calendar: nyc-works\nremove: {2026-11-11: worked}\n",
            "works.yaml:2: remove.2026-11-11: no holiday of a calendar",
        ),
        ("calendar: nyc-works\nbased_on: US\nremove: {2026-11-12: worked}\n", "no holiday of US; take it out"),
        ("calendar: nyc-works\nadd: {2026-11-12: a}\nremove: {2026-11-12: b}\n", "stands in `add` as well"),
        ("calendar: nyc-works\nextra: {2026-11-12: a}\n", "unknown key 'extra'"),
    ],
)
def test_a_calendar_of_the_portfolio_is_checked(tmp_path, capsys, works, words):
    build(tmp_path, "{}", works=works)
    assert main(["lint", str(tmp_path)]) == REFUSED
    told = capsys.readouterr()
    assert words in told.out + told.err
