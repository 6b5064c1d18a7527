"""Handling as the second trigger of a forecast's relief: by hand, by both calculations, and through a month.

The month of tests/small.py counts 48 in time of 56; its 52 calls handled took 3,364 s, 64.69 s each.
"""

import csv
import json
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import small
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from vmo import yaml12
from vmo.cli import DONE, ERRORS, REFUSED, main
from vmo.proofs import variance as again
from vmo.proving import windows as proving
from vmo.records import Ratio
from vmo.tallies.cells import exact
from vmo.terms import Variance
from vmo.variance import held_to_forecast, limited
from vmo.variance.workload import Held, beyond, planned_s

CASES = yaml12.read(Path(__file__).with_name("workload.yaml")).data
OUT = f"out/{small.MONTH}/acme-care"
SL = '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}'


def term(told):
    return Variance.model_validate({"forecast": {"2026-10": Decimal(1)}, **told})


def held(variance, cells):
    return [
        Held(f"{n}", Ratio(hit, came), Fraction(forecast), Ratio(seconds, handled), planned_s(variance, None, None))
        for n, (hit, came, forecast, seconds, handled) in enumerate(cells)
    ]


def first(variance, cells):
    own = held(variance, cells)
    left = [one for one in (beyond(variance, cell) for cell in own) if one]
    return own[0].ratio if whole(variance) else limited(variance, own), left


def second(variance, cells):
    works = [proving.work(variance, Ratio(seconds, handled), None) for *_, seconds, handled in cells]
    told = [(hit, came, forecast, work) for (hit, came, forecast, *_), work in zip(cells, works, strict=True)]
    return proving.in_decimals(*again.limited(told, policy=variance.policy, percent=variance.percent)), told


def whole(variance):
    return variance.policy == "whole_period"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_owed_of_cells_is_as_done_by_hand_and_by_both_calculations(case):
    variance, expect = term(case["variance"]), case["expect"]
    found, left = first(variance, case["cells"])
    assert found == Ratio(expect["numerator"], expect["denominator"])
    assert [list(one.by) for one in left] == [list(one) for one in expect["by"]]
    proven, told = second(variance, case["cells"])
    assert proven == found
    if whole(variance):
        assert [again.exceeded(came, [forecast], variance.percent, work) for _, came, forecast, work in told] == [
            bool(left)
        ]


percents = some.sampled_from([None, Decimal(0), Decimal("7.5"), Decimal(10)])
few = some.integers(0, 30)
drawn = some.tuples(few, few, few, some.integers(0, 3000), few)


@given(
    cells=some.lists(drawn, min_size=1, max_size=5),
    policy=some.sampled_from(["cap_volume", "drop_cell"]),
    planned=some.integers(1, 120),
    each=percents,
    work=percents,
)
def test_both_calculations_owe_the_same_of_cells_that_nobody_chose(cells, policy, planned, each, work):
    told = [(min(hit, came), came, *rest) for hit, came, *rest in cells]
    aht = {"planned_s": Decimal(planned), "percent": each, "workload_percent": work}
    variance = term({"policy": policy, "percent": Decimal(5), "aht": aht})
    found, left = first(variance, told)
    proven, _ = second(variance, told)
    assert found == proven == exact(Ratio(Fraction(found.numerator), Fraction(found.denominator)))
    owed = sum(came for _, came, *_ in told) - sum(one.volume - one.owed for one in left)
    assert all(one.by and one.owed < one.volume for one in left)  # relief never adds a contact, and always says why
    assert (
        Fraction(found.denominator) % owed == 0 if owed else found.denominator == 0
    )  # both parts may be multiplied alike


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The portfolio after its nights."""
    folder = small.build(tmp_path_factory.mktemp("workload") / "small")
    assert main(["night", str(folder)]) == DONE
    return folder


@pytest.fixture
def folder(read, tmp_path):
    return shutil.copytree(read, tmp_path / "small")


def with_term(told):
    return f"{SL}\n    forecast_variance: {{2026-01-01: {{value: {told}, ref: B 2.7}}}}"


def under(folder, told):
    small.change(folder / "contracts/acme-care.yaml", SL, with_term(told))
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE  # both calculations agree
    return json.loads((folder / OUT / "result.json").read_text())["attainment"][0]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        # 56 x 63 s / (3,364 / 52) s = 45,864 / 841 = 54.5 contacts: 48 of these
        ("policy: cap_volume, percent: 0, forecast: {2026-10: 56}, aht: {planned_s: 60, percent: 5}", "40368 45864 breach"),
        # 60 x 1.079 = 64.74 s hold 64.69
        ("policy: drop_cell, percent: 0, forecast: {2026-10: 56}, aht: {planned_s: 60, percent: 7.9}", "48 56 breach"),
        ("policy: drop_cell, percent: 0, forecast: {2026-10: 56}, aht: {planned_s: 60, percent: 7.8}", "0 0 no_volume"),
        # 56 x 64.69 = 3,622.8 s of 60 x 60 s
        ("policy: whole_period, percent: 0, forecast: {2026-10: 60}, aht: {planned_s: 60, workload_percent: 1}", "48 56 breach"),
        ("policy: whole_period, percent: 0, forecast: {2026-10: 60}, aht: {planned_s: 60, workload_percent: 0}", "48 56 excused"),
    ],
)  # fmt: skip
def test_a_month_is_relieved_by_its_handling(folder, told, found):
    one = under(folder, f"{{{told}}}")
    assert f"{one['numerator']} {one['denominator']} {one['state']}" == found
    relieved = found != "48 56 breach"
    assert (one["relief"] or {}).get("applied", []) == (["forecast_variance"] if relieved else [])


def test_the_result_says_what_left_its_band_and_by_which_numbers(folder, vmo):
    told = "{policy: whole_period, percent: 0, forecast: {2026-10: 60}, aht: {planned_s: 60, percent: 10, workload_percent: 0}}"
    one = under(folder, told)
    assert one["relief"]["beyond"] == [
        {
            "cell": "2026-10-01 to 2026-10-31",
            "by": ["workload"],
            "owed": "0",
            "volume": "56",
            "volume_allowed": "60",
            "aht_s": "64.692308",
            "aht_allowed_s": "66",
            "workload_s": "3622.769231",
            "workload_allowed_s": "3600",
        }
    ]
    said = vmo("attain", folder, "--month", small.MONTH).out
    assert "2026-10-01 to 2026-10-31 beyond its forecast: workload 3622.769231 s above 3600" in said
    sheet = load_workbook(folder / OUT / "scorecard.xlsx")["relief"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet]
    assert ["sl", "2026-10-01 to 2026-10-31", "workload"] in [row[:3] for row in rows]
    document = vmo("explain", folder, f"acme-care/{small.MONTH}/1", "sl").out
    assert (
        "2026-10-01 to 2026-10-31 came beyond its forecast: 47096/13 s of work above 3,600; 0 of 56 contacts are owed"
        in document
    )


def test_days_are_held_to_their_own_handling(folder):
    # Each day's 26 calls took 64.69 s; the second day was forecast at half the volume, so its 28 x 64.69 s are too much work.
    days = {f'"2026-10-{n:02}"': 28 for n in range(1, 32)} | {'"2026-10-06"': 27}
    told = ", ".join(f"{day}: {volume}" for day, volume in days.items())
    one = under(
        folder,
        f"{{policy: drop_cell, percent: 50, grain: day, forecast: {{{told}}}, aht: {{planned_s: 65, workload_percent: 0}}}}",
    )
    assert (one["numerator"], one["denominator"]) == ("24", "28")  # 28 x 64.69 = 1,811 of 1,820 and of 1,755
    assert [(cell["cell"], cell["by"]) for cell in one["relief"]["beyond"]] == [("2026-10-06", ["workload"])]


FORECAST = """\
  forecast:
    kind: forecasts
    source: "{inbox}/acme/forecast_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin, credited: interval}
    identity: [at, version]
    columns:
      interval_at: {from: at, format: "%Y-%m-%d %H:%M"}
      interval_s: {value: 1800}
      version: version
      locked_at: {from: locked, format: "%Y-%m-%d %H:%M"}
      volume: volume
      aht_s: aht
      program: {value: care}
"""


def forecasts(folder, aht="60"):
    """Three calls of 60 s each half-hour from nine, of 80 s at half past twelve; locked anew, and as a draft, of 999 s."""
    partner = folder / "partners/acme.yaml"
    if FORECAST not in partner.read_text():
        partner.write_text(partner.read_text() + FORECAST)
    rows = [
        row
        for day in small.DAYS
        for at in (f"{day} {9 + n // 2:02}:{n % 2 * 3}0" for n in range(10))
        for row in (
            f"{at},v1,2026-09-01 08:00,9,999",
            f"{at},v2,2026-09-15 08:00,3,{80 if at.endswith('12:30') else aht}",
            f"{at},v3,,9,999",
        )
    ]
    small.send(folder, small.DAYS[0], rows, header="at,version,locked,volume,aht", name="forecast_1.csv")


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """The portfolio with its forecasts, after its nights."""
    folder = small.build(tmp_path_factory.mktemp("planned") / "small")
    forecasts(folder)
    assert main(["night", str(folder)]) == DONE
    return folder


@pytest.mark.parametrize(
    ("told", "found"),
    [
        # Each day at 12:00 two calls of 60 s and one of 90 s are 70 s of 67.5; at 12:30 three of 90 s are at the bound of 80 s.
        ("policy: drop_interval, percent: 10, grain: interval, aht: {percent: 12.5}", "42 50 breach"),
        ("policy: drop_interval, percent: 10, grain: interval, aht: {percent: 12.4}", "36 44 breach"),
        # The month was planned at (9 x 60 + 80) / 10 = 62 s: 64.728 hold 64.69, 64.48 do not.
        ("policy: whole_period, percent: 10, aht: {percent: 4.4}", "48 56 breach"),
        ("policy: whole_period, percent: 10, aht: {percent: 4}", "48 56 excused"),
        ("policy: drop_cell, percent: 10, aht: {percent: 4, planned_s: 62}", "0 0 no_volume"),
        # 56 x 64.69 = 3,622.8 s are within 60 x 62 = 3,720 s
        ("policy: drop_cell, percent: 10, grain: day, aht: {workload_percent: 0}", "48 56 breach"),
    ],
)  # fmt: skip
def test_delivered_forecasts_tell_the_handling_that_was_planned(planned, tmp_path, told, found):
    one = under(shutil.copytree(planned, tmp_path / "small"), f"{{{told}}}")
    assert f"{one['numerator']} {one['denominator']} {one['state']}" == found


def test_what_is_not_proven_takes_the_handling_of_the_first_calculation_and_is_explained(planned, tmp_path, vmo):
    folder = shutil.copytree(planned, tmp_path / "small")
    small.change(folder / "portfolio.yaml", "home_currency: EUR", "home_currency: EUR\nprove_rows: 30")
    one = under(folder, "{policy: drop_interval, percent: 10, grain: interval, aht: {percent: 12.4}}")
    assert (one["numerator"], one["denominator"]) == ("36", "44")
    assert {tuple(cell["by"]) for cell in one["relief"]["beyond"]} == {("aht",)}
    path = tmp_path / "rows.csv"
    said = vmo("explain", folder, f"acme-care/{small.MONTH}/1", "sl", "--rows", path).out
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["counted_for"] for row in rows} == {"sl", "sl.forecast", "sl.workload", "sl.handling"}
    work = [row for row in rows if row["counted_for"] == "sl.workload"]
    assert sum(Decimal(row["in_numerator"]) for row in work) == Decimal(183540)  # as the tree says
    assert all(row["locked_at"] and row["file"] and row["record"] for row in work)
    assert "2026-10-05 12:00 came beyond its forecast: 70 s each above 67.44; 0 of 3 contacts are owed" in said
    assert (
        "183,540 in every locked version together by fcst_workload of forecasts" in said
    )  # 20 x 9 x 999 + 2 x (9 x 180 + 240)
    assert "3,364 of 52 counted by call_aht_inbound of contacts" in said
    assert [cell["cell"] for cell in one["relief"]["beyond"]][:2] == ["2026-10-05 12:00", "2026-10-05 12:30"]


def test_a_locked_forecast_without_its_handling_time_is_no_plan(planned, tmp_path, vmo):
    folder = shutil.copytree(planned, tmp_path / "small")
    forecasts(folder, aht="")
    small.change(
        folder / "contracts/acme-care.yaml", SL, with_term("{policy: drop_cell, percent: 10, aht: {percent: 4}}")
    )
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == REFUSED
    assert "acme/forecast_1.csv: fcst_workload cannot be counted: the partner left blank what it rests on" in said.err


def test_a_slip_in_the_plan_blocks_the_document(planned, tmp_path, monkeypatch):
    folder = shutil.copytree(planned, tmp_path / "small")
    monkeypatch.setattr(held_to_forecast, "planned_s", lambda *told: planned_s(*told) + 2)
    small.change(
        folder / "contracts/acme-care.yaml", SL, with_term("{policy: whole_period, percent: 10, aht: {percent: 4}}")
    )
    assert main(["month", str(folder), "--month", small.MONTH]) == ERRORS
    found = json.loads((folder / OUT / "result.json").read_text())["findings"]
    assert "second_calculation" in {one["rule"] for one in found if one["severity"] == "error"}


RELIEF = """\
contract: acme-care
exclusions:
  noon:
    type: client_instruction
    from: 2026-10-05T12:00+02:00
    to: 2026-10-05T12:30+02:00
    measures: [sl]
    evidence: mail of 6 October
    requested_by: Acme
    requested_on: 2026-10-06
    status: approved
    approved_by: North
    approved_on: 2026-10-07
"""


def test_the_handling_of_calls_that_are_excluded_relieves_nobody(planned, tmp_path):
    # Without the 60 + 60 + 90 s of that half-hour the month is 3,154 / 49 = 64.37 s, and 62 s and 4 % hold it.
    folder = shutil.copytree(planned, tmp_path / "small")
    (folder / "exclusions").mkdir()
    (folder / "exclusions/acme-care.yaml").write_text(RELIEF)
    one = under(folder, "{policy: whole_period, percent: 10, aht: {percent: 4}}")
    assert (one["numerator"], one["denominator"], one["state"]) == ("45", "53", "breach")
    assert (one["relief"]["applied"], one["relief"]["beyond"]) == (["noon"], [])
