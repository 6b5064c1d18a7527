"""Months after a corrected one look back on it as it is now: counters, and what of later months is due (decision M7)."""

import json
import os
from datetime import date

import pytest
import small

from vmo.cli import DONE

pytestmark = pytest.mark.slow

SIGNED = ("--by", "the clerk", "--why", "the partner sent the days again")
TERMS = """\
  repeat: {2026-01-01: {value: {1: 1, 2: 2}, ref: "D 4"}}
"""
CORRECTIONS = "invoice: {corrections: {2026-01-01: {value: {by: net_adjust}, ref: 'E 4'}}, "


def prompt(day):
    """A day on which every call was answered at once."""
    return [f"{day:%m%d}-{n:02};{day} {9 + n // 6:02}:{n % 6}0:00;ANS;10;60;CARE" for n in range(30)]


def issue(vmo, folder, document, on):
    assert vmo("approve", folder, document, *SIGNED).code == DONE
    told = vmo("issue", folder, document, "--on", on, *SIGNED)
    assert told.code == DONE, told.err
    return told.out


def correct(vmo, folder, document):
    told = vmo("correct", folder, document, "--on", "2027-01-10", *SIGNED)
    assert told.code == DONE, told.err
    return told.out


def test_a_second_miss_that_is_issued_is_due_for_correction_once_the_first_is_corrected(vmo, folder):
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "currency: EUR", "currency: EUR\nissues: supplier")
    small.change(path, "invoice: {", CORRECTIONS)
    small.change(path, "credits:\n", "credits:\n" + TERMS)
    for day in (date(2026, 11, 2), date(2026, 11, 3), date(2026, 12, 7), date(2026, 12, 8)):
        small.send(folder, day, small.lines(day))
    for month, on in (("2026-10", "2026-11-05"), ("2026-11", "2026-12-04")):
        assert vmo("month", folder, "--month", month).code == DONE
        issue(vmo, folder, f"acme-care/{month}/1", on)
    assert vmo("month", folder, "--month", "2026-12").code == DONE

    def multipliers(month):
        told = json.loads((folder / f"out/{month}/acme-care/result.json").read_text())
        return {one["id"]: one["multiplier"] for one in told["attainment"] if one["id"] in ("sl", "abandon")}

    assert multipliers("2026-11") == {"sl": "2", "abandon": "2"}
    assert multipliers("2026-12") == {"sl": "2", "abandon": "2"}  # the third miss is the second step still
    for day in small.DAYS:
        name = small.send(folder, day, prompt(day), name=f"calls_{day}_again.csv")
        os.utime(name)
    assert "correction due" in vmo("month", folder, "--month", "2026-10").out
    # November is as it was issued until the correction of October is issued: 60 calls of a minute are 48.00, nothing is missed
    assert "correction due" not in vmo("month", folder, "--month", "2026-11").out
    assert "net 48.00 EUR, 40.93 as issued, a difference of +7.07" in correct(vmo, folder, "acme-care/2026-10/1")
    # one miss now: 1.93 and 2.26 instead of 3.87 and 4.51, capped at 4.51: 45.12 - 4.19 = 40.93 instead of 40.61
    said = issue(vmo, folder, "acme-care/2026-10/2", "2027-01-10")
    assert "acme-380-2026-00002: correction due" in said
    assert "found net 40.93 EUR, expected 40.61 as issued, a difference of +0.32" in said
    assert "a difference of +0.32" in vmo("status", folder, "--month", "2026-11").out
    correct(vmo, folder, "acme-care/2026-11/1")
    issue(vmo, folder, "acme-care/2026-11/2", "2027-01-11")
    assert "correction due" not in vmo("month", folder, "--month", "2026-11").out
    assert vmo("month", folder, "--month", "2026-12").code == DONE
    assert multipliers("2026-12") == {"sl": "2", "abandon": "2"}
    assert vmo("verify", folder).code == DONE


def test_a_change_without_money_is_recorded_and_later_months_look_back_on_it(vmo, folder):
    """A missed measure without a share of what is at risk costs nothing, and is a step of the counter all the same."""
    path = folder / "contracts/acme-care.yaml"
    small.change(
        path,
        "allocation: {2026-01-01: {value: {sl: 100, abandon: 50}",
        "allocation: {2026-01-01: {value: {sl: 0, abandon: 0}",
    )
    small.change(path, "invoice: {", CORRECTIONS)
    small.change(path, "credits:\n", "credits:\n" + TERMS)
    assert vmo("month", folder, "--month", "2026-10").code == DONE
    issue(vmo, folder, "acme-care/2026-10/1", "2026-11-05")
    body = small.lines(small.DAYS[0])
    os.utime(small.send(folder, small.DAYS[0], reversed(body[:-2]), name="calls_late.csv"))
    assert "correction due" in vmo("month", folder, "--month", "2026-10").out
    assert "no money of it changes; it is recorded" in correct(vmo, folder, "acme-care/2026-10/1")
    assert "correction due" not in vmo("month", folder, "--month", "2026-10").out
    assert len(list((folder / "out/documents").iterdir())) == 1
    assert vmo("verify", folder).code == DONE
