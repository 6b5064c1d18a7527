"""A net promoter score shows its standard error, √((p + d - (p - d)²) / n), through the whole line (domain.md 1.9)."""

import json

import openpyxl
import pytest
import small

from vmo.cli import DONE

CONTRACT, OUT = "contracts/acme-care.yaml", f"out/{small.MONTH}/acme-care"
FEED = """\
  answers:
    kind: surveys
    source: "{inbox}/acme/answers_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [id]
    columns:
      response_id: id
      surveyed_at: {from: at, format: "%Y-%m-%d %H:%M"}
      survey: {value: nps}
      scale_min: {value: 0}
      scale_max: {value: 10}
      score: score
      program: {value: care}
"""
MEASURE = """\
  advice:
    metric: nps
    target: {2026-01-01: {value: {expected: 40}, ref: "B 7"}}
MOREcharges:
"""


def answered(folder, scores, more=""):
    partner = folder / "partners/acme.yaml"
    partner.write_text(partner.read_text() + FEED)
    small.change(folder / CONTRACT, "charges:\n", MEASURE.replace("MORE", more))
    rows = [f"r{n},2026-10-05 {9 + n // 60:02}:{n % 60:02},{score}" for n, score in enumerate(scores)]
    small.send(folder, small.DAYS[0], rows, header="id,at,score", name="answers_1.csv")
    return folder


def month(vmo, folder, code=DONE):
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == code, said.out + said.err
    told = json.loads((folder / OUT / "result.json").read_text())
    return told, next(one for one in told["attainment"] if one["id"] == "advice")


@pytest.mark.slow
def test_a_net_promoter_score_shows_its_standard_error(vmo, folder):
    """50 promote, 20 detract, 30 neither: 30 points, √((0.5 + 0.2 - 0.3²) / 100) = 7.81, 1.96 of these either way."""
    told, advice = month(vmo, answered(folder, [10] * 50 + [6] * 20 + [8] * 30))
    assert (advice["numerator"], advice["denominator"], advice["state"]) == ("30", "100", "breach")
    shown = advice["sampled"]
    assert (shown["n"], shown["standard_error"], shown["word"], shown["method"]) == (100, "7.810250", None, "normal")
    assert (shown["low"], shown["high"]) == ("14.691911", "45.308089")
    assert told["status"] == "draft"
    sheet = openpyxl.load_workbook(folder / OUT / "scorecard.xlsx")["scorecard"]
    cells = [str(cell.value) for row in sheet for cell in row]
    assert any("n 100, standard error 7.81" in one and "(95 % normal, two-sided)" in one for one in cells)


@pytest.mark.slow
def test_all_of_one_mind_have_no_error_and_stay_on_the_scale(vmo, folder):
    _, advice = month(vmo, answered(folder, [9] * 10))
    shown = advice["sampled"]
    assert (shown["standard_error"], shown["low"], shown["high"]) == ("0.000000", "100.000000", "100.000000")


@pytest.mark.slow
def test_a_mean_of_days_has_no_error(vmo, folder):
    _, advice = month(vmo, answered(folder, [9, 9, 3], "    agg: mean_of_daily\n"))
    assert (advice["value"], advice["sampled"]) == ("33.333333", None)
