"""What was wrong of an issued month is metric 36: corrections by their reason, and disputes that were accepted.

On the portfolio of tests/small.py: net 40.93, of which 45.12 are charges and 4.19 service credits.
"""

import os

import pytest
import small
from test_own_records import HOUSE, OFFICE

from vmo import pipeline
from vmo.cli import DONE
from vmo.pipeline.house import open_house

pytestmark = pytest.mark.slow

ID = "acme-care/2026-10/1"
SIGNED = ("--by", "the clerk", "--why", "the partner sent the day again")
TERMS = "invoice: {due_business_days: 5, corrections: {2026-01-01: {value: {by: net_adjust}, ref: 'E 4'}}, "


@pytest.fixture
def issued(vmo, tmp_path):
    """Our own October, issued on 5 November, and an office that keeps our records."""
    folder = small.build(tmp_path / "small")
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: supplier")
    small.change(folder / "contracts/acme-care.yaml", "invoice: {", TERMS)
    (folder / "partners/office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "contracts/house.yaml").write_text(HOUSE, encoding="utf-8")
    for words in (("month", "--month", small.MONTH, "--contract", "acme-care"), ("approve", ID, *SIGNED)):
        assert vmo(words[0], folder, *words[1:]).code == DONE
    assert vmo("issue", folder, ID, "--on", "2026-11-05", *SIGNED).code == DONE
    return folder


def longer(folder):
    """A call of a minute more on the first day: 0.80 more in charges, and 0.04 less in credits."""
    small.with_rows(folder, small.call(99))
    os.utime(folder / f"inbox/acme/calls_{small.DAYS[0]}.csv")


def corrected(vmo, folder, *words):
    longer(folder)
    vmo("month", folder, "--month", small.MONTH, "--contract", "acme-care")
    assert vmo("correct", folder, ID, "--on", "2026-11-09", *SIGNED, *words).code == DONE


def errors(folder):
    rows = pipeline.attained(open_house(folder), small.MONTH, "house")["attainment"]
    (found,) = [one for one in rows if one["id"] == "corrected"]
    return found["numerator"], found["denominator"]


def through(vmo, folder, document="acme-care/2026-10/2"):
    assert vmo("approve", folder, document, *SIGNED).code == DONE
    assert vmo("issue", folder, document, "--on", "2026-11-10", *SIGNED).code == DONE


@pytest.mark.parametrize(("reason", "wrong"), [("error_correction", "0.8"), ("volume_rebate", "0")])
def test_a_correction_counts_once_it_is_issued_and_for_the_reason_that_was_given(vmo, issued, reason, wrong):
    corrected(vmo, issued, "--reason", reason)
    assert errors(issued) == ("0", "40.93")  # its document has not left the house
    through(vmo, issued)
    assert errors(issued) == (wrong, "40.93")  # the 0.04 of service credits is no error of billing


def test_a_dispute_that_was_accepted_counts_unless_a_credit_note_settles_it(vmo, issued):
    for amount, more in (("5.00", ()), ("2.00", ("--credit-note", "acme-381-2026-00001"))):
        assert vmo("dispute", issued, ID, "--line", "voice", "--amount", amount, *SIGNED).code == DONE
        assert vmo("resolve", issued, ID, "--accept", *more, *SIGNED).code == DONE
    assert vmo("dispute", issued, ID, "--line", "voice", "--amount", "1.00", *SIGNED).code == DONE
    assert vmo("resolve", issued, ID, "--reject", *SIGNED).code == DONE
    assert errors(issued) == ("5", "40.93")  # the 2.00 are the credit note's, and the 1.00 was no error
