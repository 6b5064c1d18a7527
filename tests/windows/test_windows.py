"""Measurement windows: month, quarter, rolling, mean with the month before, and months that begin on another day (domain.md 3.3).

Days of tests/small.py in several months; a call answered in time or late counts, so the sums are by hand. `day(m, d, n, of)`
is a day with n calls in time of `of`.
"""

import json
import shutil
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from vmo.calendars import month
from vmo.cli import DONE, REFUSED, main
from vmo.counting.asks import measure_segments
from vmo.proving import windows as again
from vmo.terms import Measure
from vmo.windows import averaged_with, months_of, parts, reach

EASY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SL = '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}'


def day(folder, text, in_time, of):
    """A file of one day: so many calls in time, of so many."""
    on = date.fromisoformat(text)
    at = [datetime.combine(on, datetime.min.time()) + timedelta(hours=9, minutes=n) for n in range(of)]
    rows = [f"{on:%m%d}-{n:03};{one};ANS;{10 if n < in_time else 50};60;CARE" for n, one in enumerate(at)]
    small.send(folder, on, rows)


def sent(folder):
    """August 8 of 10, September 9 of 10 and October 10 of 10 in time; and 21 and 22 October 0 of 5 and 0 of 4."""
    small.build(folder)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    for text, in_time, of in (
        ("2026-07-06", 0, 10),
        ("2026-08-03", 8, 10),
        ("2026-09-07", 9, 10),
        ("2026-10-05", 10, 10),
    ):
        day(folder, text, in_time, of)
    return folder


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    folder = sent(tmp_path_factory.mktemp("windows") / "small")
    assert main(["night", str(folder)]) == DONE
    return folder


@pytest.fixture
def folder(counted, tmp_path):
    return shutil.copytree(counted, tmp_path / "small")


def window(folder, told, *, more=""):
    new = f"{SL}\n    window: {{2026-01-01: {{value: {told}, ref: B 2.6}}}}{more}"
    small.change(folder / "contracts/acme-care.yaml", SL, new)


def sl(folder, period, code=DONE):
    assert main(["month", str(folder), "--month", period]) == code
    result = json.loads((folder / f"out/{period}/acme-care/result.json").read_text())
    return [
        (one["from"], one["to"], one["numerator"], one["denominator"], one["state"])
        for one in result["attainment"]
        if one["id"] == "sl"
    ], result


def test_a_quarter_is_judged_in_the_month_that_ends_it_and_shown_before(folder):
    window(folder, "quarter")
    found, result = sl(folder, "2026-08")
    assert found == [("2026-07-01", "2026-08-31", "8", "20", "not_due")]
    assert "sl" not in [one["measure"] for one in result["credits"]]
    found, result = sl(folder, "2026-09")
    assert found == [("2026-07-01", "2026-09-30", "17", "30", "breach")]
    assert result["credits"][0]["measure"] == "sl"
    # 10 % of 60 s x 10 = 10 min x 0.80 = 8.00 is at risk; the whole of it, for 17/30 is below the floor of 80
    assert result["totals"]["credits"] == "0.80"


def test_a_rolling_window_adds_its_months(folder):
    window(folder, "{rolling: 3}")
    assert sl(folder, "2026-10")[0] == [("2026-08-01", "2026-10-31", "27", "30", "met")]
    assert sl(folder, "2026-09")[0] == [("2026-07-01", "2026-09-30", "17", "30", "breach")]


def test_the_days_and_intervals_of_a_window_are_those_of_its_month(folder, vmo):
    window(folder, "{rolling: 3}")
    told = vmo("attain", folder, "--month", "2026-10", "--by", "day", "--json").json["attainment"]
    assert [one["from"] for one in told if one["id"] == "sl" and one["denominator"] not in (None, "0")] == [
        "2026-10-05"
    ]
    told = vmo("attain", folder, "--month", "2026-10", "--by", "interval", "--json").json["attainment"]
    assert [one["from"] for one in told if one["id"] == "sl"] == ["2026-10-05T07:00:00Z"]


def test_a_month_averaged_with_the_one_before_weighs_both_alike(folder):
    # clauses.md 3: 8/10 and 9/10 give 17/20 whatever their volumes; ten times the calls in September change nothing
    day(folder, "2026-09-07", 90, 100)
    window(folder, "{average: 2}")
    assert sl(folder, "2026-09")[0] == [("2026-09-01", "2026-09-30", "17", "20", "breach")]
    assert sl(folder, "2026-10")[0] == [("2026-10-01", "2026-10-31", "19", "20", "met")]


def test_without_a_month_before_the_terms_only_this_one_counts(folder):
    contract = folder / "contracts/acme-care.yaml"
    window(folder, "{average: 2}")
    contract.write_text(
        contract.read_text().replace("2026-01-01: {value: sl_excl_short", "2026-09-01: {value: sl_excl_short")
    )
    assert sl(folder, "2026-09")[0] == [("2026-09-01", "2026-09-30", "9", "10", "met")]


def test_a_month_of_the_window_without_any_row_is_told_and_the_others_count(tmp_path):
    folder = sent(tmp_path / "small")
    (folder / "inbox/acme/calls_2026-08-03.csv").unlink()
    window(folder, "{rolling: 3}")
    found, result = sl(folder, "2026-09")
    assert found == [("2026-07-01", "2026-09-30", "9", "20", "breach")]
    told = [one["text"] for one in result["findings"] if one["rule"] == "window"]
    (said,) = told
    assert said.startswith(
        "acme.calls:2026-08: has no row of the month; measures that look back on it rest on the other"
    )


def test_a_late_row_of_an_earlier_month_counts_in_the_window(folder):
    window(folder, "{rolling: 2}")
    assert sl(folder, "2026-10")[0][0][2:4] == ("19", "20")
    day(folder, "2026-09-08", 0, 5)
    assert sl(folder, "2026-10")[0][0][2:4] == ("19", "25")


def test_an_amendment_inside_a_quarter_cuts_it_and_shares_its_days(folder):
    # target 90 until 31 August (62 of 92 days), 80 from then on (30 days): 8/20 and 9/10
    window(folder, "quarter")
    contract = folder / "contracts/acme-care.yaml"
    small.change(
        contract, 'ref: "B 2"}}\n    window', 'ref: "B 2"}, 2026-09-01: {value: {expected: 80}, ref: A 1}}\n    window'
    )
    small.change(contract, "{sl: {linear: {floor: 80}}}", "{sl: cliff}")
    found, result = sl(folder, "2026-09")
    assert found == [
        ("2026-07-01", "2026-08-31", "8", "20", "breach"),
        ("2026-09-01", "2026-09-30", "9", "10", "met"),
    ]
    assert result["credits"][0]["uncapped"] == "0.54"  # 0.80 x 62/92 = 0.539


def test_terms_of_the_next_period_wait_for_the_next_quarter(folder):
    window(folder, "quarter")
    contract = folder / "contracts/acme-care.yaml"
    small.change(
        contract, 'ref: "B 2"}}\n    window', 'ref: "B 2"}, 2026-09-01: {value: {expected: 50}, ref: A 1}}\n    window'
    )
    small.change(contract, "metric: call_service_level\n", "metric: call_service_level\n    effective: next_period\n")
    small.change(contract, "{sl: {linear: {floor: 80}}}", "{sl: cliff}")
    assert sl(folder, "2026-09")[0] == [("2026-07-01", "2026-09-30", "17", "30", "breach")]


def test_the_files_of_the_months_looked_back_on_are_sources_of_the_document(folder):
    window(folder, "{rolling: 2}")
    _, result = sl(folder, "2026-10")
    assert [one["file"] for one in result["sources"]] == [f"acme/calls_2026-{day}.csv" for day in ("10-05", "09-07")]
    assert (result["data"]["rows_in"], result["data"]["accepted"]) == (20, 20)
    assert result["data"]["out_of_period"] == 10  # September's


def test_a_month_from_the_22nd_to_the_21st_is_the_one_that_ends_in_it(folder):
    day(folder, "2026-09-21", 0, 3)
    day(folder, "2026-09-22", 2, 2)
    day(folder, "2026-10-21", 3, 4)
    day(folder, "2026-10-22", 0, 9)
    small.change(
        folder / "contracts/acme-care.yaml",
        "time_zone: Europe/Berlin\n",
        "time_zone: Europe/Berlin\nmonth_begins: 22\n",
    )
    found, result = sl(folder, "2026-10")
    assert found == [("2026-09-22", "2026-10-21", "15", "16", "met")]
    assert (result["lines"][0]["from"], result["lines"][0]["to"]) == ("2026-09-22", "2026-10-21")
    assert result["lines"][0]["quantity"] == "16.0"


def test_status_and_integrity_look_at_the_days_of_the_month_that_the_contract_means(vmo, folder):
    day(folder, "2026-09-22", 2, 2)
    day(folder, "2026-10-22", 0, 9)
    small.change(
        folder / "contracts/acme-care.yaml",
        "time_zone: Europe/Berlin\n",
        "time_zone: Europe/Berlin\nmonth_begins: 22\n",
    )
    assert vmo("night", folder).code == DONE
    (feed,) = vmo("status", folder, "--month", "2026-10", "--json").json["feeds"]
    assert (feed["files"], feed["rows_in"]) == (2, 12)  # 22 September and 5 October; 22 October is of November
    found = vmo("integrity", folder, "--month", "2026-10", "--json").json
    assert [(one["files"], one["accepted"]) for one in found["feeds"]] == [(2, 12)]


def test_an_exclusion_of_an_earlier_month_is_relief_in_the_window(folder):
    window(folder, "{rolling: 2}")
    (folder / "exclusions").mkdir()
    one = {
        "type": "carrier_outage",
        "from": "2026-09-07T09:09+02:00",
        "to": "2026-09-07T10:00+02:00",
        "evidence": "t",
        "requested_by": "a",
        "requested_on": "2026-09-08",
        "status": "approved",
        "approved_by": "n",
        "approved_on": "2026-09-09",
    }
    written = ", ".join(f"{key}: {value}" for key, value in one.items())
    (folder / "exclusions/acme.yaml").write_text(f"contract: acme-care\nexclusions:\n  e1: {{{written}}}\n")
    assert sl(folder, "2026-10")[0][0][2:4] == ("19", "19")


@pytest.mark.parametrize(
    ("told", "says"),
    [("{rolling: 1}", "greater than or equal to 2"), ("year", "'month' or 'quarter'"), ("{mean: 2}", "unknown key")],
)
def test_what_is_no_window_is_refused(folder, capsys, told, says):
    window(folder, told)
    assert main(["lint", str(folder)]) == REFUSED
    assert says in capsys.readouterr().err


def dated(*days):
    return {one: {"value": Decimal(n), "ref": ""} for n, one in enumerate(days)}


windows = some.sampled_from(["month", "quarter", {"rolling": 2}, {"rolling": 5}, {"average": 2}, {"average": 4}])
FROM = date(2026, 1, 1)


@EASY
@given(
    told=windows,
    changes=some.lists(some.dates(FROM, date(2026, 12, 31)), max_size=3, unique=True),
    begun=some.sampled_from([FROM, date(2026, 3, 10), date(2026, 6, 1)]),
    period=some.integers(7, 12),
    begins=some.sampled_from([1, 5, 22, 28]),
    effective=some.sampled_from(["split", "next_period"]),
)
def test_both_calculations_know_the_same_windows(told, changes, begun, period, begins, effective):
    first, last = month(f"2026-{period:02}", begins)
    measure = Measure.model_validate(
        {
            "metric": "call_service_level",
            "effective": effective,
            "window": {FROM: {"value": told, "ref": ""}},
            "minimum_volume": dated(begun, *(one for one in changes if one > begun)),
        }
    )
    found = again.judged(measure, first, last)
    assert list(found.parts) == parts(measure, first, last) == measure_segments(measure, first, last)
    assert list(found.averaged) == averaged_with(measure, first, last)
    own = reach(measure, first, last)
    assert (found.due, found.days) == (own.due, (own.last - own.first).days + 1)
    assert sum((one.last - one.first).days + 1 for one in found.parts) == found.days
    for part in found.parts:
        cut = again.steps(measure, part, first, whole=False)
        assert [(one.first, one.last) for one in cut] == list(months_of(part.first, part.last, first.day))


@EASY
@given(at=some.integers(2, 28), told=windows)
def test_an_amendment_with_equal_terms_changes_nothing(at, told):
    first, last = month("2026-09")
    history = {"window": {FROM: {"value": told, "ref": ""}}, "metric": "call_service_level"}
    one = {FROM: {"value": Decimal(30), "ref": "B"}}
    same = {**one, date(2026, 9, at): {"value": Decimal("30.0"), "ref": "A 1"}}
    before, after = (
        parts(Measure.model_validate({**history, "minimum_volume": told}), first, last) for told in (one, same)
    )
    assert [(part.first, part.last, part.terms) for part in before] == [
        (part.first, part.last, part.terms) for part in after
    ]
