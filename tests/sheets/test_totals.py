"""A document whose totals or caps do not hold says so before it leaves the house."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sample

from vmo.checks.totals_add_up import check
from vmo.records import Cap

D = Decimal


def test_the_sample_adds_up():
    assert list(check(sample.document())) == []


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        (Cap("month", "", D("12502.99"), D(0), D(0), ""), "credits exceed the cap of the month: found 12503.00"),
        (Cap("measure", "mail", D("100.00"), D(0), D(0), ""), "credits exceed the cap of the mail: found 7698.89"),
        (Cap("year", "", D("-5.00"), D(0), D(0), ""), "credits exceed the cap of the year: found 12503.00, expected 0"),
    ],
)
def test_credits_above_a_cap_are_an_error(cap, words):
    (found,) = check(replace(sample.document(), caps=(cap,)))
    assert words in str(found)


def test_a_bonus_that_no_line_explains_is_an_error():
    told = sample.document()
    found = list(check(replace(told, totals=replace(told.totals, bonus=D("1.00")))))
    assert "bonus does not add up: found 1.00, expected 0" in str(found[0])
