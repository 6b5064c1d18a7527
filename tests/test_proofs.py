"""The second calculation gives the figures that the specification works out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from vmo.proofs import counters
from vmo.proofs import credits as owed
from vmo.proofs.attainment import state
from vmo.proofs.linear import severity
from vmo.records import MISSED


def test_the_golden_month_of_the_specification():
    lines = [Decimal("85000.00"), Decimal("14625.00"), Decimal("24725.00"), Decimal("680.00")]
    passed_through = Decimal("3412.37")
    base = owed.total(lines, 2)
    assert base == Decimal("125030.00")
    at_risk = owed.at_risk(base, 10)
    part = severity(actual=Decimal("77.2"), expected=80, direction="higher", floor=70)
    calls = owed.credit(at_risk, share=Decimal("0.60"), severity=part, multiplier=1, places=2)
    mails = owed.credit(at_risk, share=Decimal("0.50"), severity=1, multiplier=Decimal("1.5"), places=2)
    assert [calls, mails] == [Decimal("2100.50"), Decimal("9377.25")]
    assert owed.capped([calls, mails], at_risk, 2) == [calls, mails]
    net = owed.total([*lines, passed_through, -calls, -mails], 2)
    assert net == Decimal("116964.62")
    assert owed.tax(net, 0, 2) == Decimal("0.00")

    abandons = owed.credit(at_risk, share=Decimal("0.30"), severity=1, multiplier=1, places=2)
    assert abandons == Decimal("3750.90")
    capped = owed.capped([calls, mails, abandons], at_risk, 2)
    assert owed.total(capped, 2) == Decimal("12503.00")
    assert owed.total([*lines, passed_through, *(-one for one in capped)], 2) == Decimal("115939.37")


def test_two_credits_above_the_cap_share_it_alike():
    assert owed.capped([Decimal("28800.00")] * 2, 48000, 2) == [Decimal("24000.00")] * 2


def test_an_odd_cent_goes_to_the_measure_listed_first():
    found = owed.capped([Decimal("0.02")] * 3, Decimal("0.04"), 2)
    assert [str(amount) for amount in found] == ["0.02", "0.01", "0.01"]


def test_the_cent_left_over_goes_to_the_largest_remainder():
    # 100 cents over 1, 2 and 4: 14.29, 28.57 and 57.14; the half and more is the second's.
    found = owed.capped([Decimal(1), Decimal(2), Decimal(4)], 1, 2)
    assert [str(amount) for amount in found] == ["0.14", "0.29", "0.57"]


def test_a_cap_between_two_cents_rounds_down():
    assert owed.capped([Decimal("10.00")], Fraction(10001, 3000), 2) == [Decimal("3.33")]


def test_segments_share_the_amount_by_calendar_days():
    # 6,000 over June: 14 days at the old level, 16 at the new one.
    whole = {"share": 1, "severity": 1, "multiplier": 1, "places": 2, "window_days": 30}
    assert owed.credit(6000, days=14, **whole) == Decimal("2800.00")
    assert owed.credit(6000, days=16, **whole) == Decimal("3200.00")


@pytest.mark.parametrize(
    ("base", "rate", "mode", "tax"),
    [
        ("100.03", "19", "half_up", "19.01"),
        ("100.03", "19", "down", "19.00"),
        ("-0.50", "1", "half_up", "-0.01"),
    ],
)
def test_tax_rounds_once_by_its_mode(base, rate, mode, tax):
    assert owed.tax(Decimal(base), Decimal(rate), 2, mode) == Decimal(tax)


def judged(hits: int, base: int, *, trigger: str, earlier: tuple[str, ...] = ()) -> tuple[str, bool]:
    before = counters.running(earlier, MISSED)
    return state(
        hits, base, scale=100, direction="higher", expected=80, minimum=75, trigger=trigger, missed_before=before
    )


@pytest.mark.parametrize(
    ("hits", "trigger", "found"),
    [
        (800, "expected", ("met", False)),
        (799, "expected", ("breach", True)),
        (799, "minimum", ("amber", False)),
        (750, "minimum", ("amber", False)),
        (749, "minimum", ("breach", True)),
        (749, "minimum_or_3x_expected", ("breach", True)),
        (790, "minimum_or_3x_expected", ("amber", False)),
    ],
)
def test_the_trigger_decides_what_a_miss_costs(hits, trigger, found):
    assert judged(hits, 1000, trigger=trigger) == found


@pytest.mark.parametrize(
    ("earlier", "found"),
    [
        (("amber", "amber"), "breach"),  # 79, 78, 79: the third month below expected
        (("amber", "met", "amber"), "amber"),
        (("amber", "no_volume", "amber"), "breach"),  # a month without volume neither counts nor resets
        (("amber", "amber", "breach"), "breach"),
        (("amber",), "amber"),
    ],
)
def test_the_third_month_running_below_expected_is_a_breach(earlier, found):
    assert judged(790, 1000, trigger="minimum_or_3x_expected", earlier=earlier)[0] == found


def test_eighty_percent_is_met_by_integers_and_missed_by_a_hair():
    assert judged(4, 5, trigger="expected") == ("met", False)
    big = 10**17
    assert judged(8 * big - 1, 10 * big, trigger="expected") == ("breach", True)


def test_no_data_no_volume_and_no_target_are_three_things():
    rest = {"scale": 100, "direction": "higher"}
    assert state(None, None, expected=80, **rest) == ("no_data", False)
    assert state(0, 0, expected=80, **rest) == ("no_volume", False)
    assert state(5, 10, expected=None, **rest) == ("no_target", False)


def test_where_lower_is_better_more_is_worse():
    rest = {"scale": 1, "direction": "lower", "expected": 20, "minimum": 30}
    assert state(Decimal(200), 10, trigger="minimum", **rest) == ("met", False)
    assert state(Decimal("200.001"), 10, trigger="minimum", **rest) == ("amber", False)
    assert state(Decimal("300.001"), 10, trigger="minimum", **rest) == ("breach", True)
