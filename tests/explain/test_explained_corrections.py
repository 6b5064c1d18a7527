"""Corrections explained: a document of differences from both calculations, what is taken back from what was issued."""

import os

import pytest
import small

from vmo.cli import DONE, ERRORS, main

pytestmark = pytest.mark.slow

SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
NAME = "acme-care/2026-10"


def corrected(tmp_path_factory, by):
    """A month issued, and corrected by two calls of a minute that came late."""
    folder = small.build(tmp_path_factory.mktemp(by) / "small")
    contract = folder / "contracts/acme-care.yaml"
    small.change(contract, "currency: EUR", "currency: EUR\nissues: supplier")
    terms = f"corrections: {{2026-01-01: {{value: {{by: {by}}}, ref: G}}}}"
    small.change(contract, "invoice: {payment_days: 30,", f"invoice: {{payment_days: 30, {terms},")
    run(folder, "month", "--month", small.MONTH)
    run(folder, "approve", f"{NAME}/1", *SIGNED)
    run(folder, "issue", f"{NAME}/1", "--on", "2026-11-05", *SIGNED)
    body = [*small.lines(small.DAYS[0]), small.call(90), small.call(91)]
    path = small.send(folder, small.DAYS[0], body, name="calls_late.csv")
    os.utime(path)
    run(folder, "night")
    run(folder, "correct", NAME, *SIGNED, "--reason", "error_correction", "--on", "2026-11-10")
    return folder


def run(folder, *words):
    assert main([words[0], str(folder), *words[1:]]) == DONE, words


def test_a_document_of_differences_is_made_of_both_calculations(vmo, tmp_path_factory):
    folder = corrected(tmp_path_factory, "net_adjust")
    told = vmo("explain", folder, f"{NAME}/2")
    assert told.code == DONE, told.out + told.err
    assert "voice 1.60 EUR from the lake = 1.60 as published" in told.out  # 2 min x 0.80
    assert "voice 46.72 EUR in its month as it is now" in told.out
    assert "3,504 counted by per_minute" in told.out
    run(folder, "approve", f"{NAME}/2", *SIGNED)
    run(folder, "issue", f"{NAME}/2", "--on", "2026-11-11", *SIGNED)
    assert vmo("explain", folder, f"{NAME}/2").code == DONE
    first = vmo("explain", folder, f"{NAME}/1", "voice")
    assert (first.code, "voice 46.72 EUR from the lake ≠ 45.12 as issued" in first.out) == (ERRORS, True)


def test_what_is_taken_back_says_what_was_issued_and_the_new_invoice_what_the_lake_gives(vmo, tmp_path_factory):
    folder = corrected(tmp_path_factory, "credit_and_rebill")
    back, anew = vmo("explain", folder, f"{NAME}/2", "voice"), vmo("explain", folder, f"{NAME}/3", "voice")
    assert (back.code, anew.code) == (DONE, DONE), back.out + anew.out
    assert "voice 45.12 EUR as acme-380-2026-00001, which it takes back = 45.12 as published" in back.out
    assert "voice 46.72 EUR from the lake = 46.72 as published" in anew.out


def test_a_correction_that_is_not_issued_is_accrued(vmo, tmp_path_factory):
    folder = corrected(tmp_path_factory, "net_adjust")
    told = vmo("accrue", folder, "--month", small.MONTH)
    assert told.code == DONE
    assert f"{NAME}/2: 1.68 EUR accrued on 2026-10-31" in told.out
