"""One metric, from its recorded months to its vote: pooled, gaps, changes, failures, evidence."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from vmo.copc.aim import Aim
from vmo.copc.months import MonthValue, Series, level
from vmo.copc.verdict import Settings, verdict

MONTHS = tuple(f"2026-{month:02}" for month in range(5, 11))
LAST = MONTHS[-1]
AIM = Aim("higher", Fraction(80), None)
RISING = (70, 72, 74, 76, 78, 79)


def month(numerator, denominator=100, **changed):
    told = None if numerator is None else Decimal(numerator)
    value = MonthValue(told, Decimal(denominator), 100, "sl_offered within 20 s", AIM, "A")
    return replace(value, **changed)


def series(*numerators, failed=(), **changed):
    values = {name: month(n) for name, n in zip(MONTHS, numerators, strict=True) if n is not None}
    values |= {f"2026-{name[1:]}": replace(values[f"2026-{name[1:]}"], **new) for name, new in changed.items()}
    return Series("sl", values, {("sl", name): "failed" for name in failed})


def judged(found, **settings):
    return verdict(found, Settings(MONTHS, **settings))


def test_three_months_are_pooled_as_sums_over_sums():
    values = {
        "2026-08": month(10, 10),
        "2026-09": month(120, 200),
        LAST: month(320, 400),
    }
    pooled = level(Series("sl", values, {}), MONTHS[-3:])
    assert (pooled.numerator, pooled.denominator) == (450, 610)
    assert pooled.value == Fraction(4500, 61)  # 73.77 %; the mean of the ratios would be 80 % and would meet
    assert pooled.meets is False


def test_the_aim_is_reached_exactly_and_never_after_rounding():
    assert judged(series(*[80] * 6)).standing == "met"
    almost = Series("sl", {name: month(7999999, 10000000) for name in MONTHS}, {})
    assert judged(almost).standing == "missed"


def test_the_last_month_meets_and_the_pool_does_not():
    found = series(70, 75, 70, 75, 71, 85)
    assert judged(found).standing == "missed"
    assert judged(found, decides="last_month").standing == "met"
    assert (judged(found).last.meets, judged(found).pooled.meets) == (True, False)


def test_a_sustained_rise_below_the_target_improves():
    assert judged(series(*RISING)).standing == "improving"


def test_a_metric_without_any_record_has_no_data():
    found = judged(Series("sl", {}, {}))
    assert found.standing == "no_data"
    assert found.why == ("2026-08: not recorded", "2026-09: not recorded", "2026-10: not recorded")


@pytest.mark.parametrize("gap", MONTHS[-3:])
def test_a_gap_in_the_pool_is_no_valid_data_however_good_the_rest(gap):
    numbers = [None if name == gap else 95 for name in MONTHS]
    found = judged(series(*numbers))
    assert (found.standing, found.why) == ("no_data", (f"{gap}: not recorded",))
    assert found.pooled.meets is None


def test_a_gap_before_the_pool_ends_the_run_of_months():
    found = judged(series(70, None, 74, 76, 78, 79))
    assert (found.standing, found.why, found.trend) == ("missed", ("2026-06: not recorded",), None)


def test_a_month_that_failed_collected_or_integrity_cannot_be_met():
    assert judged(series(*[95] * 6, failed=[LAST])).standing == "no_data"
    assert judged(series(*[95] * 6, failed=["2026-08"])).standing == "no_data"
    assert judged(series(*[95] * 6, failed=["2026-08"]), decides="last_month").standing == "met"


def test_a_month_that_failed_makes_an_improvement_unproven():
    found = judged(series(*RISING, failed=["2026-05"]))
    assert (found.standing, found.why) == ("missed", ("2026-05: failed",))


def test_a_changed_definition_is_no_improvement_and_its_months_are_not_pooled():
    new = {"definition": "sl_answered within 20 s"}
    found = judged(series(*RISING, m09=new, m10=new))
    assert (found.standing, found.why) == ("missed", ("the definition changed in 2026-09",))
    assert found.pooled.months == ("2026-09", "2026-10")
    assert found.pooled.note == "pooled from 2026-09, since the definition changed"


def test_a_definition_that_came_back_is_pooled_from_then():
    found = judged(series(*RISING, m09={"definition": "another"}))
    assert found.pooled.months == ("2026-10",)


def test_a_changed_target_is_no_improvement_and_the_last_one_counts():
    found = judged(series(*RISING, m10={"aim": Aim("higher", Fraction(70), None)}))
    assert found.standing == "met"  # pooled 77.67 against 70
    harder = judged(series(*RISING, m10={"aim": Aim("higher", Fraction(90), None)}))
    assert (harder.standing, harder.why) == ("missed", ("the target changed in 2026-10",))


def test_a_month_without_volume_adds_nothing_and_breaks_the_trend():
    quiet = series(*RISING, m09={"numerator": Decimal(0), "denominator": Decimal(0)})
    found = judged(quiet)
    assert found.pooled.value == Fraction(155, 2)  # 76 and 79 of 200
    assert (found.standing, found.why) == ("missed", ("2026-09: no volume",))


def test_no_volume_at_all_is_its_own_answer():
    empty = Series("sl", {name: month(0, 0) for name in MONTHS}, {})
    assert judged(empty).standing == "no_volume"


def test_a_partners_own_ratio_is_shown_and_never_pooled_or_scored():
    found = judged(series(*[95] * 6, **{f"m{name[-2:]}": {"evidence": "C"} for name in MONTHS}))
    assert found.standing == "shown_only"
    assert found.last.value == 95
    assert (found.pooled.value, found.trend) == (None, None)


def test_one_month_of_a_partners_own_ratio_is_a_gap():
    found = judged(series(*RISING, m09={"evidence": "C"}))
    assert (found.standing, found.why) == ("no_data", ("2026-09: only the partner's own ratio is known",))


def test_what_counts_as_a_change_is_a_share_of_the_gap_or_a_given_value():
    flat = series(70, "70.1", "70.2", "70.3", "70.4", "70.5")
    assert judged(flat).standing == "missed"
    assert judged(flat, share_of_gap=Fraction(1, 20)).standing == "improving"  # 0.5 of a gap of 10
    assert verdict(flat, Settings(MONTHS), materiality=Fraction(1, 2)).standing == "improving"


def test_a_met_metric_that_worsens_still_meets_and_warns():
    found = judged(series(99, 98, 97, 96, 95, 94))
    assert (found.standing, found.trend.deteriorating) == ("met", True)
