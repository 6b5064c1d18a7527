"""The two rules of a profile, in integers, on the worked numbers of domain.md 2.1."""

import pytest

from vmo.copc.profiles import PROFILES, Profile
from vmo.copc.score import score

GOLD, OSP = PROFILES["gold_2006"], PROFILES["osp"]


def of(meet: int, improving: int, total: int, profile: Profile = GOLD):
    return score(["met"] * meet + ["improving"] * improving + ["missed"] * (total - meet - improving), profile)


def test_thirteen_of_twenty_meet_and_fifteen_meet_or_improve():
    found = of(13, 2, 20)
    assert (found.meet.percent, found.combined.percent) == (65, 75)
    assert found.passes
    assert found.borderline == "15 of 20 is exactly 75 %: passes if >=, fails if >"


@pytest.mark.parametrize(("meet", "passes", "percent"), [(12, False, "63.2"), (13, True, "68.4")])
def test_of_nineteen_twelve_are_too_few_and_thirteen_enough(meet, passes, percent):
    found = of(meet, 19 - meet, 19)
    assert found.meet.passes is passes
    assert f"{float(found.meet.percent):.1f}" == percent
    assert found.combined.passes
    assert found.passes is passes


def test_both_rules_must_hold():
    assert not of(14, 0, 20).passes  # 70 % meet, and 70 % meet or improve
    assert not of(12, 8, 20).passes  # 60 % meet, and 100 % meet or improve
    assert of(14, 2, 20).passes


def test_above_75_means_more_than_75_where_a_profile_says_so():
    strict = Profile(65, 75, "gt", "a strict reading")
    assert not of(13, 2, 20, strict).combined.passes
    assert of(13, 2, 20, strict).borderline
    assert of(13, 3, 20, strict).combined.passes
    assert not of(13, 3, 20, strict).borderline


def test_the_outsourcer_profile_asks_half_to_meet():
    assert of(10, 5, 20, OSP).passes
    assert not of(9, 6, 20, OSP).passes


@pytest.mark.parametrize("bare", ["no_data", "no_volume", "missed"])
def test_what_has_no_data_stays_in_the_denominator(bare):
    found = score(["met", "met", "improving", bare], GOLD)
    assert (found.meet.count, found.combined.count, found.meet.of) == (2, 3, 4)


@pytest.mark.parametrize("out", ["not_applicable", "shown_only"])
def test_what_is_not_applicable_or_only_shown_has_no_vote(out):
    found = score(["met", "met", "improving", out], GOLD)
    assert (found.meet.count, found.meet.of) == (2, 3)


def test_of_nothing_there_is_no_score():
    assert score([], GOLD) is None
    assert score(["not_applicable", "shown_only"], GOLD) is None
