"""A target that is a range: judged on both sides, priced by how far outside, shown with both ends, refused where it is none.

On the portfolio of tests/small.py: aht is 3364/52 = 64.692308 s, at risk 4.512.
"""

import json
from decimal import Decimal

import openpyxl
import pytest
import small

from vmo.cli import DONE, REFUSED

pytestmark = pytest.mark.slow

CONTRACT, OUT = "contracts/acme-care.yaml", f"out/{small.MONTH}/acme-care"
AHT = "  aht: {metric: call_aht}"
TARGET = '  aht: {metric: call_aht, class: critical, target: {2026-01-01: {value: %s, ref: "B 4"}}}'


def aimed(folder, target, curve="cliff"):
    small.change(folder / CONTRACT, AHT, TARGET % target)
    small.change(folder / CONTRACT, "{sl: 100, abandon: 50}", "{sl: 100, aht: 50}")
    small.change(folder / CONTRACT, "{sl: {linear: {floor: 80}}}", f"{{sl: {{linear: {{floor: 80}}}}, aht: {curve}}}")
    return folder


def month(vmo, folder):
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == DONE, said.out + said.err
    told = json.loads((folder / OUT / "result.json").read_text())
    return told, next(one for one in told["attainment"] if one["id"] == "aht")


def test_a_value_within_is_met_and_both_ends_are_told(vmo, folder):
    told, aht = month(vmo, aimed(folder, "{expected: {low: 60, high: 64.7}, minimum: {low: 55, high: 70}}"))
    assert (aht["state"], aht["expected"], aht["minimum"]) == (
        "met", {"low": "60", "high": "64.7"}, {"low": "55", "high": "70"},
    )  # fmt: skip
    assert [one["measure"] for one in told["credits"]] == ["sl"]
    book = openpyxl.load_workbook(folder / OUT / "scorecard.xlsx")
    cells = {str(cell.value) for row in book["scorecard"] for cell in row}
    assert {"60 to 64.7 s", "55 to 70 s", "range"} <= cells
    # the chart of aht has its value and both ends; sl and abandon a value and a level, volume its value alone
    assert [len(chart.series) for chart in book["trend"]._charts] == [2, 2, 3, 1]


@pytest.mark.parametrize(
    ("target", "severity", "credit"),
    [
        (
            "{expected: {low: 60, high: 62}}",
            "0.5",
            "1.13",
        ),  # 2.69 s above: the second band; 4.512 x 50 % x 50 % = 1.128
        ("{expected: {low: 66, high: 70}}", "0.25", "0.56"),  # 1.31 s below: the first; 0.564
    ],
)
def test_a_miss_costs_by_how_far_it_lies_outside_on_either_side(vmo, folder, target, severity, credit):
    bands = "[{from: 0, to: 2, percent: 25}, {from: 2, percent: 50}]"
    told, aht = month(vmo, aimed(folder, target, f"{{tiered: {{closed: upper, bands: {bands}}}}}"))
    assert (aht["state"], aht["severity"]) == ("breach", severity)
    assert {one["measure"]: one["amount"] for one in told["credits"]}["aht"] == credit
    assert told["status"] == "draft"  # the second calculation agrees


def test_the_miss_is_said_from_its_nearer_end(vmo, folder):
    month(vmo, aimed(folder, "{expected: {low: 60, high: 62}}"))
    book = openpyxl.load_workbook(folder / OUT / "scorecard.xlsx")
    said = "\n".join(str(cell.value) for row in book["summary"] for cell in row)
    assert "64.69 s, 2.69 s above the expected 60 to 62 s (B 4): breach; credit 2.26 EUR" in said


def test_scoring_reads_both_ends(vmo, folder):
    block = "copc: {level: last_month, programs: {care: {metrics: [call_aht]}}}\n"
    (folder / "portfolio.yaml").write_text(small.PORTFOLIO + block, encoding="utf-8")
    month(vmo, aimed(folder, "{expected: {low: 60, high: 62}}"))
    row = vmo("copc", folder, "--program", "care", "--as-of", small.MONTH, "--json").json["metrics"][0]
    assert (row["result"], row["target"]) == ("missed", "60 to 62")


@pytest.mark.parametrize(
    ("target", "curve", "says"),
    [
        ("{expected: {low: 62, high: 60}}", "cliff", "expected: low 62 is above high 60"),
        (
            "{expected: {low: 60, high: 62}, minimum: 70}",
            "cliff",
            "the minimum 70 is one level, and expected is a range",
        ),
        (
            "{expected: 60, minimum: {low: 50, high: 70}}",
            "cliff",
            "the minimum is a range, and expected is the one level 60",
        ),
        (
            "{expected: {low: 60, high: 62}, minimum: {low: 61, high: 70}}",
            "cliff",
            "the minimum range 61 to 70 does not hold the expected range 60 to 62",
        ),
        ("{expected: {low: 60}}", "cliff", "expected.high: missing; add it"),
        ("{expected: {low: 60, high: 62, mid: 61}}", "cliff", "unknown key"),
        ("{expected: {low: 60, high: 62}}", "{linear: {floor: 70}}", "is a range, of which linear knows no miss"),
    ],
)
def test_what_is_no_range_is_refused_with_its_line(vmo, folder, target, curve, says):
    said = vmo("lint", aimed(folder, target, curve))
    assert said.code == REFUSED
    assert says in said.err
    assert "acme-care.yaml:" in said.err


def test_a_metric_of_a_range_takes_no_single_level(vmo, folder):
    small.change(
        folder / CONTRACT, AHT, '  aht: {metric: fcst_bias, target: {2026-01-01: {value: {expected: 5}, ref: "B 4"}}}'
    )
    said = vmo("lint", folder)
    assert "fcst_bias is good within a range, found the one level 5; write `expected: {low: …, high: …}`" in said.err


def test_no_decimal_is_lost_in_a_range():
    from vmo.terms import Target

    assert Target(expected={"low": Decimal("0.10"), "high": Decimal(1)}).expected.low == Decimal("0.10")
