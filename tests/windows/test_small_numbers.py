"""Minimum volume and the one-miss rule: few events decide nothing alone (domain.md 3.5; decisions M8, S1, S2)."""

import json
from decimal import Decimal

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from vmo import catalogue
from vmo.cli import DONE, REFUSED, main
from vmo.proofs import small_numbers as again
from vmo.records import Ratio
from vmo.settlement import small_numbers
from vmo.settlement.verdict import state_of
from vmo.terms import Target

SHARE = catalogue.metric("call_service_level")  # higher is better
RATE = catalogue.metric("call_abandon_rate")  # lower is better
EASY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RESULT = f"out/{small.MONTH}/acme-care/result.json"


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def judged(numerator, denominator, expected, *, metric=SHARE, minimum=None, trigger="expected", **terms):
    """The state by both calculations, which must agree."""
    ratio, target = Ratio(Decimal(numerator), Decimal(denominator)), Target(expected=expected, minimum=minimum)
    value = None if ratio.value is None else ratio.value * metric.scale
    verdict = state_of(value, target, metric.direction, trigger)
    found = small_numbers.judged(verdict, ratio, target, metric, terms)
    proven = again.state(
        verdict,
        ratio.numerator,
        ratio.denominator,
        scale=metric.scale,
        direction=metric.direction,
        expected=target.expected,
        minimum_volume=terms.get("minimum_volume"),
        one_miss=terms.get("one_miss", False),
    )
    assert found == proven
    return found


def test_one_miss_of_eight_is_excused_at_95_percent():
    # 7/8 = 87.5 %; max(1, floor(0.05 x 8) = 0) = 1 miss is allowed
    assert judged(7, 8, 95) == "breach"
    assert judged(7, 8, 95, one_miss=True) == "excused"
    assert judged(6, 8, 95, one_miss=True) == "breach"


def test_two_misses_pass_at_forty_and_fail_at_thirty_five():
    # 38/40 = 95.0 % reaches 95; 33/35 = 94.3 %, floor(0.05 x 35) = floor(1.75) = 1 miss is allowed, and there are 2
    assert judged(38, 40, 95, one_miss=True) == "met"
    assert judged(33, 35, 95, one_miss=True) == "breach"
    assert judged(34, 35, 95, one_miss=True) == "met"


def test_the_level_leaves_whole_misses_without_a_binary_fraction():
    # (1 - 0.71) x 100 = 29 misses; in binary fractions 28.999… would leave 28
    assert small_numbers.allowed(Ratio(71, 100), Target(expected=Decimal(71)), SHARE) == 29
    assert judged(71, 100, 71, one_miss=True) == "met"


def test_of_a_rate_that_should_be_low_the_numerator_is_the_misses():
    # 1/12 = 8.3 % abandoned where 3 % are allowed: one is excused, two are not
    assert judged(1, 12, 3, metric=RATE, one_miss=True) == "excused"
    assert judged(2, 12, 3, metric=RATE, one_miss=True) == "breach"


def test_an_amber_miss_is_excused_as_well():
    assert judged(7, 8, 95, minimum=80, trigger="minimum") == "amber"
    assert judged(7, 8, 95, minimum=80, trigger="minimum", one_miss=True) == "excused"


@pytest.mark.parametrize(("numerator", "state"), [(29, "low_volume"), (0, "low_volume")])
def test_fewer_than_the_minimum_is_low_volume_whatever_the_value(numerator, state):
    assert judged(numerator, 29, 80, minimum_volume=Decimal(30)) == state


def test_as_many_as_the_minimum_are_judged():
    assert judged(30, 30, 80, minimum_volume=Decimal(30)) == "met"
    assert judged(23, 30, 80, minimum_volume=Decimal(30)) == "breach"


def test_nothing_at_all_stays_no_volume():
    assert judged(0, 0, 80, minimum_volume=Decimal(30), one_miss=True) == "no_volume"


@EASY
@given(
    of=some.integers(0, 60),
    part=some.integers(0, 100),
    expected=some.decimals("0", "100", places=2),
    least=some.sampled_from([None, Decimal(0), Decimal(30), Decimal("30.5")]),
    metric=some.sampled_from([SHARE, RATE]),
    one_miss=some.booleans(),
)
def test_both_calculations_agree_and_no_met_month_is_taken_back(of, part, expected, least, metric, one_miss):
    number = of * part // 100
    without = judged(number, of, expected, metric=metric)
    found = judged(number, of, expected, metric=metric, minimum_volume=least, one_miss=one_miss)
    assert found in (without, "low_volume", "excused")
    assert not (without == "met" and found == "excused")


def test_a_month_of_few_calls_bears_no_credit_and_shows_its_value(folder):
    # tests/small.py: 48 of 56 in time at 90; below 57 nothing is judged, so only abandons cost: 2.26
    small.change(
        folder / "contracts/acme-care.yaml",
        '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}',
        '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}\n'
        '    minimum_volume: {2026-01-01: {value: 57, ref: "B 2.5"}}',
    )
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    result = json.loads((folder / RESULT).read_text())
    level = result["attainment"][0]
    assert (level["state"], level["numerator"], level["denominator"]) == ("low_volume", "48", "56")
    assert level["terms"]["minimum_volume"] == "57"
    assert level["clause"] == "B 2; B 2.5"
    assert [one["measure"] for one in result["credits"]] == ["abandon"]
    assert result["totals"]["credits"] == "2.26"


def test_the_minimum_holds_for_each_part_of_a_month(folder):
    # a change on the 6th: thirty calls, 28 counted, a part; 28 are enough of the first, too few of the second
    small.change(
        folder / "contracts/acme-care.yaml",
        '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}',
        '    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}\n'
        '    minimum_volume: {2026-01-01: {value: 28, ref: "B 2.5"}, 2026-10-06: {value: 29, ref: "A 1"}}',
    )
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    parts = [one for one in json.loads((folder / RESULT).read_text())["attainment"] if one["id"] == "sl"]
    assert [(one["from"], one["denominator"], one["state"]) for one in parts] == [
        ("2026-10-01", "28", "breach"),
        ("2026-10-06", "28", "low_volume"),
    ]


def test_few_abandons_are_excused_by_clause(folder):
    # 4 of 58 abandoned where 5 % may: floor(0.05 x 58) = 2 < 4, so the month stays a breach; at 7 %, 4 would be met
    contract = folder / "contracts/acme-care.yaml"
    target = '    target: {2026-01-01: {value: {expected: 5}, ref: "B 3"}}'
    small.change(contract, target, f'{target}\n    one_miss: {{2026-01-01: {{value: true, ref: "B 3.2"}}}}')
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    assert json.loads((folder / RESULT).read_text())["attainment"][1]["state"] == "breach"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("volume: {metric: call_volume}", "minimum_volume", "call_volume is a plain count without a denominator"),
        ("aht: {metric: call_aht}", "one_miss", "call_aht is no share of events"),
    ],
)
def test_what_has_no_events_to_count_is_refused(folder, capsys, old, new, says):
    value = "true" if new == "one_miss" else "30"
    told = old.replace("}", f", {new}: {{2026-01-01: {{value: {value}, ref: B}}}}}}")
    small.change(folder / "contracts/acme-care.yaml", old, told)
    assert main(["lint", str(folder)]) == REFUSED
    assert says in capsys.readouterr().err
