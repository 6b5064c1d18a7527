"""Strata that are drawn from at different rates weigh what they hold, through the whole line, settled twice (1.5, Q5).

On the portfolio of tests/small.py with evaluations beside the calls; at risk 4.512, of which accuracy may cost 50 %.
"""

import json
from fractions import Fraction

import openpyxl
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from vmo import sampling
from vmo.cli import DONE, ERRORS, REFUSED
from vmo.proofs import sampled

CONTRACT, OUT = "contracts/acme-care.yaml", f"out/{small.MONTH}/acme-care"
FEED = """\
  evaluations:
    kind: quality
    source: "{inbox}/acme/evaluations_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin, credited: evaluated}
    identity: [id]
    columns:
      evaluation_id: id
      evaluated_at: {from: at, format: "%Y-%m-%d %H:%M"}
      method: method
      process: {value: call}
      stratum: queue
      stratum_size: contacts
      severity: {value: customer_critical}
      errors: errors
      program: {value: care}
"""
MEASURE = """\
  accuracy:
    metric: call_cc_accuracy
    class: critical
    terms:
      strata: {2026-01-01: {value: STRATA, ref: "B 5.1"}}
    target: {2026-01-01: {value: {expected: 95}, ref: "B 5"}}
MOREcharges:
"""
POLICY = '    sample_policy: {2026-01-01: {value: {decides: bound}, ref: "B 5.2"}}\n'
HEADER = "id,at,method,errors,queue,contacts"
TWO = [("billing", 900, 9, 10), ("refunds", 100, 5, 10)]


def rows(strata):
    """So many random evaluations of each stratum, on the first day."""
    nth = 0
    for name, size, hits, drawn in strata:
        for n in range(drawn):
            yield f"e{nth},2026-10-05 {9 + nth // 60:02}:{nth % 60:02},random,{int(n >= hits)},{name},{size}"
            nth += 1


def evaluated(folder, told, strata="weighted", more=""):
    partner = folder / "partners/acme.yaml"
    partner.write_text(partner.read_text() + FEED)
    small.change(folder / CONTRACT, "charges:\n", MEASURE.replace("STRATA", strata).replace("MORE", more))
    small.change(folder / CONTRACT, "{sl: 100, abandon: 50}", "{sl: 100, accuracy: 50}")
    small.send(folder, small.DAYS[0], list(told), header=HEADER, name="evaluations_1.csv")
    return folder


def month(vmo, folder, code=DONE):
    said = vmo("month", folder, "--month", small.MONTH)
    assert said.code == code, said.out + said.err
    told = json.loads((folder / OUT / "result.json").read_text())
    return told, next(one for one in told["attainment"] if one["id"] == "accuracy")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strata", "numerator", "denominator", "n", "effective", "size"),
    [
        ("pooled", "14", "20", 20, "20.000000", None),
        ("weighted", "860", "1000", 20, "12.195122", 1000),  # 1 ÷ (0.9² ÷ 10 + 0.1² ÷ 10)
    ],
)
def test_a_stratum_weighs_what_it_holds_where_the_contract_says_so(
    vmo, folder, strata, numerator, denominator, n, effective, size
):
    told, accuracy = month(vmo, evaluated(folder, rows(TWO), strata))
    assert (accuracy["numerator"], accuracy["denominator"]) == (numerator, denominator)
    shown = accuracy["sampled"]
    assert (shown["n"], shown["effective_n"], shown["size"], shown["method"]) == (n, effective, size, "wilson")
    assert told["status"] == "draft"  # the second calculation agrees
    sheet = openpyxl.load_workbook(folder / OUT / "scorecard.xlsx")["scorecard"]
    cells = [str(cell.value) for row in sheet for cell in row]
    drawn = "n 20 of 1,000, effective 12.20 (95 % wilson" if size else "n 20 (95 % wilson"
    assert any(drawn in one for one in cells)
    assert any("Each stratum weighs as much as it holds" in one for one in cells) == (size is not None)


@pytest.mark.slow
@pytest.mark.parametrize(("strata", "state"), [("pooled", "amber"), ("weighted", "breach")])
def test_most_of_a_known_whole_proves_more_than_a_sample_of_any_whole(vmo, folder, strata, state):
    """95 of 104: 91.3 %, by Wilson up to 95.4 %; but the whole of 110 can hold 101 at most, 91.8 %."""
    told, accuracy = month(vmo, evaluated(folder, rows([("care", 110, 95, 104)]), strata, POLICY))
    assert (accuracy["state"], told["status"]) == (state, "draft")
    assert accuracy["sampled"]["method"] == ("hypergeometric" if strata == "weighted" else "wilson")


@pytest.mark.slow
def test_strata_of_unlike_rates_need_the_effective_n(vmo, folder):
    """87.5 % of 48, 27.2 of which count: by n it is proven missed, by the effective n it is not."""
    told, accuracy = month(
        vmo, evaluated(folder, rows([("billing", 9000, 21, 24), ("refunds", 600, 21, 24)]), more=POLICY)
    )
    assert (accuracy["numerator"], accuracy["denominator"]) == ("8400", "9600")
    assert (accuracy["state"], accuracy["sampled"]["word"]) == ("amber", "indistinguishable")
    assert sampling.word(sampling.simple(42, 48), Fraction(95, 100), "higher") == "proven missed"
    assert told["status"] == "draft"


@pytest.mark.slow
def test_sizes_that_differ_within_a_month_are_told_and_the_last_weighs(vmo, folder):
    evaluated(folder, rows(TWO))
    later = ["x1,2026-10-06 09:00,random,0,refunds,300"]
    small.send(folder, small.DAYS[1], later, header=HEADER, name="evaluations_2.csv")
    told, accuracy = month(vmo, folder)
    assert (accuracy["numerator"], accuracy["denominator"]) == ("10710", "13200")  # (810 + 300 × 6/11) ÷ 1200, times 11
    (found,) = [one for one in told["findings"] if one["rule"] == "strata"]
    assert found["severity"] == "warning"
    assert "stratum refunds of acme is told to hold 100 and 300; 300, told last" in found["text"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("x1,2026-10-05 18:00,targeted,1,complaints,50", "stratum complaints of acme: none of it was drawn"),
        (
            "x1,2026-10-05 18:00,random,1,complaints,1\nx2,2026-10-05 18:01,random,1,complaints,1",
            "complaints of acme: 2 were drawn of the 1 that it is told to hold",
        ),
    ],
)
def test_strata_that_cannot_be_weighted_are_no_data_and_block_the_credit(vmo, folder, more, says):
    told, accuracy = month(vmo, evaluated(folder, [*rows(TWO), *more.splitlines()]), ERRORS)
    assert (accuracy["state"], accuracy["numerator"], accuracy["sampled"]) == ("no_data", None, None)
    assert any(one["severity"] == "error" and says in one["text"] for one in told["findings"])
    assert {one["rule"] for one in told["findings"] if one["severity"] == "error"} == {"strata"}


@pytest.mark.slow
def test_the_minimum_volume_is_of_what_was_drawn(vmo, folder):
    more = '    minimum_volume: {2026-01-01: {value: 30, ref: "B 6"}}\n'
    told, accuracy = month(vmo, evaluated(folder, rows(TWO), more=more))
    assert (accuracy["state"], told["status"]) == ("low_volume", "draft")  # 20 were drawn of 1000


@pytest.mark.parametrize(
    "more",
    [
        '    one_miss: {2026-01-01: {value: true, ref: "B 6"}}\n',
        '    window: {2026-01-01: {value: quarter, ref: "B 6"}}\n',
        "    agg: mean_of_daily\n",
        '    each: {2026-01-01: {value: {interval: day, level: 90}, ref: "B 6"}}\n',
    ],
)
def test_what_needs_more_than_one_weighted_month_is_refused_with_its_line(vmo, folder, more):
    said = vmo("lint", evaluated(folder, rows(TWO), more=more))
    assert said.code == REFUSED
    assert "acme-care.yaml:" in said.err
    assert "strata are weighted over one month as a whole; take this out, or let strata be pooled" in said.err


def test_strata_are_a_term_of_unit_accuracies_only(vmo, folder):
    small.change(evaluated(folder, rows(TWO)) / CONTRACT, "call_cc_accuracy", "call_quality_score")
    said = vmo("lint", folder)
    assert said.code == REFUSED
    assert "strata" in said.err


@given(
    size=st.integers(1, 60),
    parts=st.tuples(st.fractions(0, 1), st.fractions(0, 1)),
    level=st.fractions(0, 1, max_denominator=100),
    direction=st.sampled_from(["higher", "lower"]),
    side=st.sampled_from(["two-sided", "one-sided"]),
)
def test_both_calculations_prove_the_same_misses_of_a_known_whole(size, parts, level, direction, side):
    drawn = max(1, int(parts[0] * size))
    hits = int(parts[1] * drawn)
    word = sampling.word(sampling.simple(hits, drawn, size), level, direction, side=side)
    again = sampled.proven_missed(
        hits, drawn, level=Fraction(level), direction=direction, confidence=95, side=side, size=size
    )
    assert again == (word == "proven missed")
