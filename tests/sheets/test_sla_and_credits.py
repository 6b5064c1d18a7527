"""SLA & credits: the sheet `credits` shows caps, bonus, ledger, counters, rights and proposals beside each credit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import sample
from test_scorecard import opened, table, text

from vmo.records import AccruedRight, Bonus, Cap, Counted, EarnBackEntry, Proposal

JUNE = (sample.FIRST, sample.LAST)
WHY = "missed in 3 of 6 months: 2025-01, 2025-02, 2025-05"
D = Decimal
MORE = replace(
    sample.document(),
    caps=(
        Cap("measure", "mail", D("9000.00"), D("9377.25"), D("9000.00"), "Annex D 8"),
        Cap("month", "", D("12503.00"), D("14851.40"), D("12503.00"), "Annex D 1"),
    ),
    bonuses=(
        Bonus(
            "accuracy", *JUNE, Fraction(12000), Fraction(1, 2), Fraction(3, 5), 30, 30, D("3600.00"), D("3600.00"), "E"
        ),
    ),
    ledger=(
        EarnBackEntry("sl", "2025-03", D("4200.00"), D("2100.00"), "pending", 3, 6, date(2025, 9, 30), "", "Annex D 9"),
    ),
    counters=(Counted("repeat", "mail", 2, 3, "breaches running", "Annex D 5"),),
    rights=(AccruedRight("chronic", "mail", WHY, date(2025, 5, 31), date(2025, 7, 30), None, "F 2"),),
    proposals=(
        Proposal(
            "accuracy",
            D("98.5"),
            Fraction(199, 2),
            Fraction(99),
            D("98.65"),
            date(2026, 1, 1),
            "accuracy was better",
            "measures:\n  accuracy: …\n",
            "G 3",
        ),
    ),
)


def test_the_sheet_lists_every_level_that_may_bear_a_credit():
    found = table(opened(MORE)["credits"], "service level")
    assert [one["service level"] for one in found] == ["sl", "abandon", "mail"]
    assert [one["after caps (USD)"] for one in found] == [float(one.amount) for one in sample.credits_()]


def test_each_cap_shows_what_came_in_and_what_it_left():
    caps = table(opened(MORE)["credits"], "cap")
    assert [(one["cap"], one["of"], one["before (USD)"], one["after (USD)"]) for one in caps[:2]] == [
        ("measure", "mail", 9377.25, 9000),
        ("month", None, 14851.4, 12503),
    ]


def test_a_bonus_is_shown_both_ways():
    said = text(
        opened(replace(MORE, totals=replace(MORE.totals, bonus=Decimal("3600.00"), net=Decimal("119539.37"))))[
            "credits"
        ]
    )
    assert "Net without the bonus 115,939.37 USD, with it 119,539.37 USD" in said


def test_a_bonus_that_is_kept_back_says_why():
    said = text(opened(replace(MORE, bonuses=(), bonus_withheld="sl is critical and breach"))["credits"])
    assert "earns nothing: sl is critical and breach" in said


def test_the_ledger_shows_what_may_return_and_when():
    (one, *_) = table(opened(MORE)["credits"], "may return")
    assert (one["credit of"], one["returns (USD)"], one["months met"]) == ("2025-03", 2100, "3 of 6")


def test_counters_rights_and_proposals_are_told():
    said = text(opened(MORE)["credits"])
    assert "breaches running" in said
    assert "Accrued on" not in said
    assert "accrued on 2025-05-31, stands until 2025-07-30 (F 2)" in said
    assert "accuracy was better (G 3)" in said
