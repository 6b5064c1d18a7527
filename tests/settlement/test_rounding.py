"""A contract may say that values are rounded before they are compared; then state, price and repeats rest on that, in both ways.

On the portfolio of tests/small.py: sl is 48/56 = 85.714286 %, at risk 4.512, linear to a floor of 80.
"""

import json

import openpyxl
import pytest
import small

import vmo.settlement.attainments as judging
from vmo.cli import DONE, ERRORS, REFUSED

pytestmark = pytest.mark.slow

CONTRACT, OUT = "contracts/acme-care.yaml", f"out/{small.MONTH}/acme-care"


def rounding(folder, told, expected="86"):
    small.change(folder / CONTRACT, "{expected: 90, minimum: 85}", f"{{expected: {expected}}}")
    if told:
        term = f'    round_before_compare: {{2026-01-01: {{value: {told}, ref: "B 2.4"}}}}\n'
        small.change(
            folder / CONTRACT,
            "    class: critical\n    terms:\n      variant: {2026-01-01: {value: sl_",
            ("    class: critical\n" + term + "    terms:\n      variant: {2026-01-01: {value: sl_"),
        )
    return folder


def month(vmo, folder, code=DONE):
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == code, said.out + said.err
    told = json.loads((folder / OUT / "result.json").read_text())
    credits_ = {one["measure"]: one["amount"] for one in told["credits"]}
    return told, next(one for one in told["attainment"] if one["id"] == "sl"), credits_.get("sl")


@pytest.mark.parametrize(
    ("told", "state", "compared", "credit"),
    [
        ("", "breach", None, "0.21"),  # (86 - 600/7) / 6 = 1/21 of 4.512
        ("{digits: 0}", "met", "86", None),
        ("{digits: 0, mode: down}", "breach", "85", "0.75"),  # 1/6 of 4.512
        ("{digits: 1, mode: half_up}", "breach", "85.7", "0.23"),  # 0.3 / 6 = 1/20
    ],
)
def test_the_value_that_is_compared_is_the_value_that_is_priced(vmo, folder, told, state, compared, credit):
    document, sl, amount = month(vmo, rounding(folder, told))
    assert (sl["state"], sl["compared"], amount) == (state, compared, credit)
    assert sl["value"] == "85.714286"  # both are shown
    assert document["status"] == "draft"  # the second calculation agrees


def test_the_scorecard_shows_both_figures_and_the_clause(vmo, folder):
    month(vmo, rounding(folder, "{digits: 1}"))
    sheet = openpyxl.load_workbook(folder / OUT / "scorecard.xlsx")["scorecard"]
    header = [cell.value for cell in sheet[4]]
    sl = dict(zip(header, sheet[5], strict=True))
    assert (sl["compared as"].value, sl["compared as"].number_format) == (85.7, '#,##0.0" %"')
    assert sl["value"].value == 85.714286
    assert not {"sample", "cannot be met"} & set(header)  # nothing to say there
    assert "B 2.4" in sl["clause"].value
    assert "round_before_compare digits: 1, mode: half_up" in sl["terms"].value


def test_a_rounding_that_is_forgotten_blocks_the_document(vmo, folder, monkeypatch):
    monkeypatch.setattr(judging, "compared", lambda value, _: value)
    told, _, _ = month(vmo, rounding(folder, "{digits: 0}"), ERRORS)
    assert "second_calculation" in {one["rule"] for one in told["findings"] if one["severity"] == "error"}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("{digits: 7}", "digits: input should be less than or equal to 6, found 7"),
        ("{digits: 1, mode: up}", "mode: input should be 'half_up' or 'down', found up"),
        ("{mode: down}", "digits: missing; add it"),
    ],
)
def test_a_rounding_that_is_none_is_refused_with_its_line(vmo, folder, told, says):
    said = vmo("lint", rounding(folder, told))
    assert said.code == REFUSED
    assert says in said.err
    assert "acme-care.yaml:" in said.err


def test_a_rounding_without_a_target_is_refused(vmo, folder):
    small.change(
        folder / CONTRACT,
        "aht: {metric: call_aht}",
        'aht: {metric: call_aht, round_before_compare: {2026-01-01: {value: {digits: 1}, ref: "B"}}}',
    )
    assert "there is no target to compare with" in vmo("lint", folder).err
