"""A forecast locked by the day or by the week: each is counted, priced and settled twice by itself."""

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
