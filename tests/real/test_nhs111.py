"""NHS 111, a year of counts by commissioner and month: the sums are the published ones, odd rows are named and stay."""

from decimal import Decimal
from fractions import Fraction

import pytest
from months import EXAMPLES, Example, inbox, ratios

MONTHS = [f"2015-{month:02}" for month in range(4, 13)] + [f"2016-{month:02}" for month in range(1, 4)]
ROWS, BALANCED = 534, 203
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    example = Example(EXAMPLES / "nhs111", inbox("nhs111"), tmp_path_factory.mktemp("nhs111"), "nhs111")
    return [example.month(month) for month in MONTHS]


def summed(year, measure: str, part: int) -> int:
    return sum(int(Decimal(ratios(month)[measure][part])) for month in year)


def test_the_sums_of_the_year_are_the_published_ones(year):
    assert summed(year, "volume", 0) == 14_039_579
    assert summed(year, "answered", 0) == 13_009_408
    assert summed(year, "answered_in_60s", 0) == 11_423_835
    assert summed(year, "answered_in_60s", 1) == 13_009_408
    assert (summed(year, "abandon", 0), summed(year, "abandon", 1)) == (440_988, 14_039_579)


def test_the_share_in_time_is_the_ratio_of_sums_and_no_mean_of_percentages(year):
    share = Fraction(summed(year, "answered_in_60s", 0), summed(year, "answered_in_60s", 1)) * 100
    assert round(share, 1) == Fraction("87.8")


def test_rows_that_do_not_balance_are_warned_of_and_nothing_is_refused_or_corrected(year):
    for month in year:
        data = month["data"]
        assert (data["rows_in"], data["accepted"]) == (ROWS, ROWS)
        assert data["out_of_period"] > 0
        (warned,) = [one for one in month["findings"] if one["rule"] == "I1"]
        assert (warned["severity"], warned["rows"]) == ("warning", ROWS - BALANCED)
    assert sum(ROWS - month["data"]["out_of_period"] for month in year) == ROWS


def test_counts_that_somebody_else_made_are_evidence_of_class_b(year):
    assert {one["evidence"] for month in year for one in month["attainment"]} == {"B"}
