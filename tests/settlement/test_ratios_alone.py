"""Figures of which a feed tells only the partner's own ratios: refused where money rests on them, with line and columns."""

import pytest
import small

from vmo.cli import DONE, REFUSED

CONTRACT = "contracts/acme-care.yaml"
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


@pytest.mark.slow
def test_no_month_is_judged_on_a_ratio_alone(vmo, folder):
    small.send(told(folder), small.DAYS[0], ["2026-10-05 09:00,91.5,30"], header="at,sl,offered", name="totals_1.csv")
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == REFUSED
    assert "answered_in_threshold, which the feed does not map" in said.err
