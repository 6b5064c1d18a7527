"""What lost Collected or Integrity cannot be met: in the month's own verdict, in its money, and in both calculations.

On the portfolio of tests/small.py: sl is 48/56 = 85.71 %, abandon 4/58 = 6.90 %, aht 64.69 s, at risk 4.512.
"""

import json
from decimal import Decimal

import pytest
import small
from openpyxl import load_workbook

import vmo.settlement.attainments as judging
from vmo.cli import DONE, ERRORS

pytestmark = pytest.mark.slow

CONTRACT, OUT = "contracts/acme-care.yaml", f"out/{small.MONTH}/acme-care"
AHT = '  aht: {metric: call_aht, target: {2026-01-01: {value: {expected: 90}, ref: "B 4"}}}'


def lacking(folder, *, by_clause=True):
    """Three Mondays are owed and did not come; sl misses, aht would be met."""
    small.build(folder, due=small.MONDAYS)
    small.change(folder / CONTRACT, "  aht: {metric: call_aht}", AHT)
    if by_clause:
        small.change(folder / CONTRACT, 'ref: "B 1"}}\n', 'ref: "B 1"}}\non_no_data: miss\n')
    return folder


def stopped(folder):
    """A file with a column that nobody mapped came for no known day; sl would be met at 85 %."""
    small.send(folder, small.DAYS[0], small.lines(small.DAYS[0]), header=small.HEADER + ";New", name="calls_again.csv")
    small.change(folder / CONTRACT, "{expected: 90, minimum: 85}", "{expected: 85, minimum: 82}")
    return folder


def hanging(folder):
    """Three waits of five hours are in quarantine: 48/56 = 85.71 % would be 48/59 = 81.36 %."""
    small.with_rows(folder, *[small.call(100 + n, wait=20_000) for n in range(3)])
    small.change(folder / CONTRACT, "{expected: 90, minimum: 85}", "{expected: 85, minimum: 82}")
    return folder


def month(vmo, folder, code=DONE):
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == code, said.out + said.err
    told = json.loads((folder / OUT / "result.json").read_text())
    return told, {one["id"]: one for one in told["attainment"]}


def words(folder):
    book = load_workbook(folder / OUT / "scorecard.xlsx")
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)


def test_by_clause_what_lacks_a_day_is_a_whole_miss_whatever_its_value_says(vmo, tmp_path):
    """sl 4.51 and abandon 2.26, the whole of both, are capped at 4.51: 451/677 of each, the odd cent to abandon."""
    told, found = month(vmo, lacking(tmp_path))
    assert {name: one["state"] for name, one in found.items()} == {
        "sl": "no_data", "abandon": "no_data", "aht": "no_data", "volume": "no_target",
    }  # fmt: skip
    assert (found["sl"]["severity"], found["sl"]["value"]) == ("1", "85.714286")
    assert {one["measure"]: one["amount"] for one in told["credits"]} == {"sl": "3.00", "abandon": "1.51"}
    assert told["status"] == "draft"  # the second calculation says the same


def test_the_reader_is_told_what_cannot_be_met_and_why(vmo, tmp_path):
    _, found = month(vmo, lacking(tmp_path))
    why = "C1: acme.calls:2026-10-12..2026-10-26: no row of it counts"
    assert found["aht"]["cannot_be_met"] == why
    said = words(tmp_path)
    assert "no valid data" in said
    assert (
        f"Average handling time (aht), 2026-10-01 to 2026-10-31: 64.69 s (B 4): no valid data ({why}); no credit."
        in said
    )


def test_a_month_that_is_whole_keeps_nothing_from_being_met(vmo, tmp_path):
    lacking(tmp_path)
    for day in (12, 19, 26):
        where = ("--month", small.MONTH, "--accept-missing", f"acme.calls:2026-10-{day}")
        vmo("close", tmp_path, *where, "--by", "controller", "--why", "power cut")
    told, found = month(vmo, tmp_path)
    assert (found["aht"]["state"], found["sl"]["state"], found["aht"]["cannot_be_met"]) == ("met", "breach", None)
    assert {one["measure"]: one["amount"] for one in told["credits"]} == {"sl": "1.93", "abandon": "2.26"}


def test_without_a_clause_a_miss_stays_one_and_what_would_be_met_blocks_the_document(vmo, folder):
    told, found = month(vmo, stopped(folder), ERRORS)
    assert (found["sl"]["state"], found["abandon"]["state"]) == ("no_data", "breach")
    assert found["sl"]["severity"] is None
    assert {one["measure"]: one["amount"] for one in told["credits"]} == {"abandon": "2.26"}
    assert told["status"] == "blocked"
    (blocking,) = [one["text"] for one in told["findings"] if one["rule"] == "no_data"]
    assert blocking.startswith(
        "acme-care/2026-10.sl: it cannot be judged: C1: acme.calls: acme/calls_again.csv: a file was stopped"
    )


def test_what_is_met_only_while_its_quarantine_waits_is_not_met(vmo, folder):
    told, found = month(vmo, hanging(folder), ERRORS)  # of the rows in quarantine, told in their night
    assert (found["sl"]["state"], told["status"]) == ("no_data", "draft")
    assert "quarantine would change sl from 85.714286 to 81.355932 (met to breach)" in found["sl"]["cannot_be_met"]
    assert any("(no_data to breach)" in one["text"] for one in told["findings"] if one["rule"] == "quarantine")
    vmo(
        "release", folder, "--file", f"calls_{small.DAYS[0]}.csv", "--rule", "I3", "--by", "controller", "--why", "true"
    )
    _, found = month(vmo, folder)
    assert (found["sl"]["state"], found["sl"]["cannot_be_met"]) == ("breach", None)


def test_a_miss_that_quarantine_would_turn_stays_a_miss(vmo, folder):
    """The abandon rate of 6.90 % misses 6.5 %; with four more calls it would be 6.45 %."""
    small.with_rows(folder, *[small.call(100 + n, wait=20_000) for n in range(4)])
    small.change(folder / CONTRACT, "{expected: 5}", "{expected: 6.5}")
    _, found = month(vmo, folder, ERRORS)
    assert (found["abandon"]["state"], found["abandon"]["cannot_be_met"]) == ("breach", None)


@pytest.mark.parametrize("prepare", [lacking, hanging])
def test_a_gate_that_is_forgotten_blocks_the_document(vmo, folder, tmp_path, prepare, monkeypatch):
    folder = prepare(tmp_path / "other" if prepare is lacking else folder)
    monkeypatch.setattr(judging, "gated", lambda state, **_: state)
    told, _ = month(vmo, folder, ERRORS)
    assert "second_calculation" in {one["rule"] for one in told["findings"] if one["severity"] == "error"}


def test_attain_and_integrity_tell_the_same_states(vmo, tmp_path):
    lacking(tmp_path)
    attained = vmo("attain", tmp_path, "--month", small.MONTH, "--json").json["attainment"]
    assert {one["id"]: one["state"] for one in attained}["aht"] == "no_data"
    told = vmo("integrity", tmp_path, "--month", small.MONTH, "--json").json
    assert not any(one["can_be_met"] for feed in told["feeds"] for one in feed["metrics"])


def test_the_same_terms_supposed_keep_the_same_from_being_met(vmo, tmp_path):
    folder, other = lacking(tmp_path / "p"), tmp_path / "other.yaml"
    month(vmo, folder)
    other.write_text((folder / CONTRACT).read_text())
    said = vmo("whatif", folder, "--contract", other, "--months", small.MONTH, "--json")
    (told,) = said.json["months"]
    assert {one["charged"] == one["supposed"] for one in told["states"]} == {True}
    assert {Decimal(one["difference"]) for one in told["amounts"]} == {0}
