"""A forecast locked by the day or by the week, told or delivered: each is counted, priced and settled twice by itself."""

import json
from datetime import timedelta

import pytest
import small

from vmo.calendars import days, month
from vmo.cli import DONE, main

LOCK = """\
charges:
  locked:
    model: forecast_lock
    of: per_contact
    terms:
      forecast: {{2026-01-01: {{value: {{{forecast}}}, ref: "C 3"}}}}
      grain: {{2026-01-01: {{value: {grain}, ref: "C 3"}}}}
      low_percent: {{2026-01-01: {{value: 90, ref: "C 3"}}}}
      high_percent: {{2026-01-01: {{value: 110, ref: "C 3"}}}}
      rate: {{2026-01-01: {{value: 1, ref: "C 3"}}}}
"""
FIRST, LAST = month(small.MONTH)
MONDAYS = [FIRST, *(day for day in days(FIRST + timedelta(1), LAST) if not day.weekday())]


# 26 answered on each of 5 and 6 October; what is forecast for no volume is paid to 90 %.
@pytest.mark.parametrize(
    ("grain", "cells", "locked", "amounts"),
    [
        ("day", list(days(FIRST, LAST)), {5: 20, 6: 30, 7: 10}, {5: "22.00", 6: "27.00", 7: "9.00"}),
        ("week", MONDAYS, {1: 10, 5: 50, 26: 10}, {1: "9.00", 5: "52.00", 26: "9.00"}),
    ],
)
def test_each_is_held_against_what_was_locked_for_it(folder, grain, cells, locked, amounts):
    told = ", ".join(f"{day}: {locked.get(day.day, 0)}" for day in cells)
    small.change(folder / "contracts/acme-care.yaml", "charges:\n", LOCK.format(grain=grain, forecast=told))
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    result = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    assert result["status"] != "blocked"  # both calculations agree
    lines = [one for one in result["lines"] if one["id"].startswith("locked")]
    assert [one["from"] for one in lines] == [str(day) for day in cells]
    assert {int(one["from"][-2:]): one["amount"] for one in lines if one["amount"] != "0.00"} == amounts


FEED = """\
  forecast:
    kind: forecasts
    source: "{inbox}/acme/forecast.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin, credited: interval}
    identity: [at, version]
    columns:
      interval_at: {from: at, format: "%Y-%m-%d %H:%M"}
      interval_s: {value: 3600}
      version: version
      locked_at: {from: locked, format: "%Y-%m-%d %H:%M"}
      volume: volume
      program: {value: care}
"""
DELIVERED = """\
charges:
  locked:
    model: forecast_lock
    of: per_contact
    terms:
      forecast: {2026-01-01: {value: delivered, ref: "C 3"}}
      lock_days: {2026-01-01: {value: DAYS, ref: "C 3"}}
      grain: {2026-01-01: {value: GRAIN, ref: "C 3"}}
      low_percent: {2026-01-01: {value: 90, ref: "C 3"}}
      high_percent: {2026-01-01: {value: 110, ref: "C 3"}}
      rate: {2026-01-01: {value: 1, ref: "C 3"}}
"""
# 26 answered on each of 5 and 6 October. v1 was locked on 1 September, v2 on the 20th, v3 the day before; a draft never is.
VERSIONS = """\
at,version,locked,volume
2026-10-05 09:00,v1,2026-09-01 08:00,400
2026-10-05 09:00,v2,2026-09-20 08:00,30
2026-10-05 10:00,v2,2026-09-20 08:00,10
2026-10-05 09:00,v3,2026-10-04 12:00,12
2026-10-05 10:00,v3,2026-10-04 12:00,0
2026-10-06 09:00,v2,2026-09-20 08:00,30
2026-10-06 09:00,v3,2026-10-05 00:00,10
2026-10-07 09:00,draft,,900
2026-10-08 09:00,v2,2026-09-20 08:00,10
"""


def delivered(folder, grain, days_before, feed=FEED):
    with (folder / "partners/acme.yaml").open("a", encoding="utf-8") as partner:
        partner.write(feed)
    (folder / "inbox/acme/forecast.csv").write_text(VERSIONS, encoding="utf-8")
    told = DELIVERED.replace("GRAIN", grain).replace("DAYS", str(days_before))
    small.change(folder / "contracts/acme-care.yaml", "charges:\n", told)


@pytest.mark.parametrize(
    ("grain", "days_before", "amounts"),
    [
        # Ten days before October v2 stands: 30 + 10, 30 and 10 are 80, of which 90 % are 72; 52 came.
        ("month", 10, {"2026-10-01": "72.00"}),
        # A day before, to the minute: of the 5th v2 with 40, since v3 came at noon; of the 6th v3 with 10, of which 110 % are
        # 11; of the 8th 9. Of the 7th there is a draft alone, so nothing was forecast.
        ("day", 1, {"2026-10-05": "36.00", "2026-10-06": "11.00", "2026-10-08": "9.00"}),
        # Of the week from the 5th, seven days before: 80.
        ("week", 7, {"2026-10-05": "72.00"}),
    ],
)
def test_a_delivered_forecast_counts_as_it_was_locked_before_the_month_week_or_day(
    folder, vmo, grain, days_before, amounts
):
    delivered(folder, grain, days_before)
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    result = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    assert result["status"] != "blocked"  # both calculations agree
    lines = {one["from"]: one for one in result["lines"] if one["id"].startswith("locked")}
    assert {day: one["amount"] for day, one in lines.items() if one["amount"] != "0.00"} == amounts
    if grain == "month":
        assert lines["2026-10-01"]["text"].endswith("90 % of the forecast 80")
        path = folder / "rows.csv"
        said = vmo("explain", folder, "acme-care/2026-10/1", "locked", "--rows", path).out
        assert "counted by locked_volume of forecasts, 2026-10-01 to 2026-10-31" in said
        told = [row.partition(",")[0] for row in path.read_text(encoding="utf-8").splitlines()[1:]]
        assert {one: told.count(one) for one in told} == {"locked": 52, "locked.forecast": 8}  # all but the draft


def test_a_forecast_that_was_locked_too_late_is_not_one_of_nothing(folder, vmo):
    delivered(folder, "month", 40)
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code != DONE
    # The midnight of 22 August in Berlin is 22:00 UTC of the 21st; the first version was locked at 8:00 of 1 September there.
    said = "forecast: none was locked by 2026-08-21 22:00:00 UTC, the first on 2026-09-01 06:00:00"
    assert said in told.out + told.err


def minutes(folder, feed):
    """The calls billed by six seconds under the lock, and by the call beside it."""
    delivered(folder, "month", 10, feed)
    contract, step = folder / "contracts/acme-care.yaml", '      increment_s: {2026-01-01: {value: 6, ref: "C 2"}}\n'
    small.change(contract, step, "")
    small.change(contract, "model: per_minute", "model: per_contact")
    small.change(contract, "    of: per_contact\n    terms:\n", f"    of: per_minute\n    terms:\n{step}")


def test_minutes_are_held_against_the_handling_time_that_is_forecast(folder, vmo):
    minutes(folder, FEED.replace("volume: volume\n", 'volume: volume\n      aht_s: {value: "61.5"}\n'))
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    result = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    assert result["status"] != "blocked"  # both calculations agree
    (line,) = [one for one in result["lines"] if one["id"] == "locked"]
    # v2 expects 80 contacts of 61.5 s, 82 min, of which 90 % are 73.8; 56.4 were billed by six seconds
    assert (line["quantity"], line["unit"], line["amount"]) == ("73.8", "min", "73.80")
    assert line["text"].endswith("90 % of the forecast 82.0 min")
    said = vmo("explain", folder, "acme-care/2026-10/1", "locked").out
    assert "counted by locked_handling of forecasts, 2026-10-01 to 2026-10-31" in said


def test_a_forecast_of_contacts_alone_tells_no_minutes(folder, vmo):
    minutes(folder, FEED)
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code != DONE
    assert "aht_s" in told.out + told.err
