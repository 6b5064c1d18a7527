"""Figures of which a feed tells only the partner's own ratios: refused where money rests on them, with line and columns."""

import json
from decimal import Decimal

import openpyxl
import pytest
import small

from vmo.cli import DONE, REFUSED

CONTRACT, OUT = "contracts/acme-care.yaml", f"out/{small.MONTH}/acme-care"
FEED = """\
  totals:
    kind: intervals
    source: "{inbox}/acme/totals_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin, credited: interval}
    identity: [at]
    columns:
      interval_at: {from: at, format: "%Y-%m-%d %H:%M"}
      service_level_percent: sl
      offered: offered
      threshold_s: {value: 20}
      program: {value: care}
"""
TERMS = """\
    terms:
      variant: {2026-01-01: {value: sl_offered, ref: "B 4"}}
      threshold_s: {2026-01-01: {value: 20, ref: "B 4"}}
"""
MEASURE = "  told:\n    metric: call_service_level\n    kind: intervals\n%s" + TERMS + "charges:\n"
COPC = """\
copc:
  level: last_month
  programs: {care: {metrics: [call_service_level], measures: {call_service_level: [acme-care.told]}}}
"""
TARGET = '    class: critical\n    target: {2026-01-01: {value: {expected: 80}, ref: "B 4"}}\n'


def told(folder, more=""):
    partner = folder / "partners/acme.yaml"
    partner.write_text(partner.read_text() + FEED)
    small.change(folder / CONTRACT, "charges:\n", MEASURE % more)
    return folder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{sl: 100, abandon: 50}", "{sl: 100, abandon: 50, told: 20}"),
        ("{sl: {linear: {floor: 80}}}", "{sl: {linear: {floor: 80}}, told: {per_point: {rate: 5, parts: pro_rata}}}"),
    ],
)
def test_a_credit_on_a_ratio_alone_is_refused_with_its_line(vmo, folder, old, new):
    small.change(told(folder, TARGET) / CONTRACT, old, new)
    said = vmo("lint", folder)
    assert said.code == REFUSED
    (line,) = [n for n, text in enumerate((folder / CONTRACT).read_text().splitlines(), 1) if text == "  told:"]
    assert f"acme-care.yaml:{line}: measures.told: acme.totals tells only ratios (service_level_percent)" in said.err
    assert "never billed; map answered_in_threshold as well" in said.err


def test_without_a_credit_it_is_noted(vmo, folder):
    said = vmo("lint", told(folder))
    assert said.code == DONE
    assert "measures.told: acme.totals tells only ratios (service_level_percent), evidence class C" in said.out


def test_with_its_counts_nothing_is_said(vmo, folder):
    told(folder, TARGET)
    hit = "      offered: offered\n"
    small.change(folder / "partners/acme.yaml", hit, hit + "      answered_in_threshold: hit\n")
    assert "told" not in vmo("lint", folder).out


def month(vmo, folder, rows, header="at,sl,offered"):
    small.send(folder, small.DAYS[0], rows, header=header, name="totals_1.csv")
    night = vmo("night", folder)
    assert "cannot be counted" not in night.out + night.err
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == DONE, said.out + said.err
    result = json.loads((folder / OUT / "result.json").read_text())
    return result, next(one for one in result["attainment"] if one["id"] == "told")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "own", "shown"),
    [
        (["2026-10-05 09:00,91.5,30"], (1, "91.5"), "service_level_percent 91.5, as the partner states it"),
        (
            ["2026-10-05 09:00,91.5,30", "2026-10-05 09:30,80,10"],
            (2, None),
            "service_level_percent: 2 figures of the partner, never added",
        ),
    ],
)
def test_a_ratio_alone_is_shown_with_its_class_and_never_aggregated(vmo, folder, rows, own, shown):
    result, measure = month(vmo, told(folder), rows)
    assert (measure["evidence"], measure["state"], measure["value"]) == ("C", "no_data", None)
    (figures,) = measure["own_figures"]
    assert figures["column"] == "service_level_percent"
    assert (figures["number"], figures["only"] and str(Decimal(figures["only"]).normalize())) == own
    assert result["status"] == "draft"  # the second calculation agrees
    others = {one["id"]: one["evidence"] for one in result["attainment"] if one["id"] != "told"}
    assert set(others.values()) == {"A"}
    sheet = openpyxl.load_workbook(folder / OUT / "scorecard.xlsx")["scorecard"]
    assert shown in [str(cell.value) for row in sheet for cell in row]


@pytest.mark.slow
def test_a_ratio_alone_is_shown_only_in_the_score_and_not_usable(vmo, folder):
    small.change(folder / "portfolio.yaml", small.PORTFOLIO, small.PORTFOLIO + COPC)
    month(vmo, told(folder, TARGET.replace("class: critical", "class: key")), ["2026-10-05 09:00,91.5,30"])
    scored = vmo("copc", folder, "--program", "care", "--as-of", small.MONTH, "--json").json["metrics"][0]
    assert scored["result"] == "shown_only"
    found = vmo("integrity", folder, "--month", small.MONTH, "--partner", "acme", "--json")
    assert "rests on ratios alone, evidence class C" in found.out


@pytest.mark.slow
def test_where_the_feed_maps_the_counts_the_class_is_that_of_its_kind(vmo, folder):
    told(folder)
    hit = "      offered: offered\n"
    small.change(folder / "partners/acme.yaml", hit, hit + "      answered_in_threshold: hit\n")
    _, measure = month(vmo, folder, ["2026-10-05 09:00,90,30,27"], "at,sl,offered,hit")
    assert (measure["evidence"], measure["numerator"], measure["own_figures"]) == ("B", "27", [])


@pytest.mark.slow
def test_no_month_is_billed_on_a_ratio_alone(vmo, folder):
    small.change(told(folder, TARGET) / CONTRACT, "{sl: 100, abandon: 50}", "{sl: 100, abandon: 50, told: 20}")
    small.send(folder, small.DAYS[0], ["2026-10-05 09:00,91.5,30"], header="at,sl,offered", name="totals_1.csv")
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == REFUSED
    assert "answered_in_threshold, which the feed does not map" in said.err
