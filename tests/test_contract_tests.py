"""Sentences beside a contract: those that hold are counted, those that do not say where and what."""

import pytest
import small

BY_HAND = """\
tests:
  - name: The month of small.py, worked by hand
    month: 2026-10
    given:
      measures: {sl: 48 of 56, abandon: 4 of 58}   # 85.71 % and 6.90 %
      quantities: {voice: 56.4 min}
    expect:
      state: {sl: breach, abandon: breach, aht: no_data}
      credit: {sl: 1.93, abandon: 2.26}            # 4.512 x 3/7; 4.512 x 50 %
      lines: {voice: 45.12}                        # 56.4 x 0.80
      total: 40.93
  - name: A service level at the expected one bears no credit
    month: 2026-10
    given: {measures: {sl: 90, abandon: 5}, quantities: {voice: 100 min}}
    expect: {state: {sl: met, abandon: met}, credit: {sl: 0}, total: {charges: 80.00, at_risk: 8.00, credits: 0, net: 80.00}}
"""


@pytest.fixture
def beside(folder):
    """Write contract tests beside the contract of small.py."""

    def write(text, name="acme-care.tests.yaml"):
        (folder / "contracts" / name).write_text(text, encoding="utf-8")
        return folder

    return write


def test_sentences_that_hold_are_counted(vmo, beside):
    said = vmo("lint", beside(BY_HAND))
    assert said.code == 0
    assert "2 contract tests" in said.out


@pytest.mark.parametrize(
    ("true", "false", "line", "words"),
    [
        ("sl: 1.93", "sl: 1.94", 9, "credit of sl: found 1.93, expected 1.94"),
        ("sl: breach, abandon", "sl: met, abandon", 8, "state of sl: found breach, expected met"),
        ("{voice: 45.12}", "{voice: 45}", 10, "line voice: found 45.12, expected 45"),
        ("{voice: 45.12}", "{mail: 45.12}", 10, "line mail: found none"),
        ("total: 40.93", "total: 41", 11, "gross of the month: found 40.93, expected 41"),
        ("56.4 min", "a lot", 2, "given.quantities.voice: found 'a lot', expected a number, or time"),
        ("48 of 56", "48/56", 2, "given.measures.sl: found '48/56', expected a number, `926 of 1200`"),
        ("{voice: 56.4 min}", "{mail: 1}", 2, "given.quantities: 'mail' is not in the contract; known: voice"),
        (
            "{voice: 56.4 min}",
            "{}\n      handling: {sl: 60 s}",
            2,
            "given.handling: sl is held to no handling time; take it out",
        ),
        ("48 of 56", "{2026-10-15: 80}", 2, "given.measures.sl: found parts from 2026-10-15, expected from 2026-10-01"),
        ("month: 2026-10", "month: 2025-10", 2, "found no value before 2026-01-01"),
        ("lines:", "line:", 10, "did you mean 'lines'?"),
    ],
)
def test_a_sentence_that_does_not_hold_says_where_and_what(vmo, beside, true, false, line, words):
    said = vmo("lint", beside(BY_HAND.replace(true, false, 1)))
    assert said.code == 2
    assert f"acme-care.tests.yaml:{line}: " in said.err
    assert words in said.err


def test_tests_of_no_contract_are_refused(vmo, beside):
    said = vmo("lint", beside(BY_HAND, "other.tests.yaml"))
    assert said.code == 2
    assert "other.tests.yaml:1: there is no contract other.yaml beside these tests" in said.err


def test_a_contract_that_is_changed_breaks_its_sentence(vmo, beside):
    folder = beside(BY_HAND)
    small.change(
        folder / "contracts/acme-care.yaml", "rate: {2026-01-01: {value: 0.80", "rate: {2026-01-01: {value: 0.81"
    )
    assert "line voice: found 45.68, expected 45.12" in vmo("lint", folder).err  # 56.4 x 0.81 = 45.684


def test_parts_of_a_month_are_given_and_expected_by_their_first_day(vmo, beside):
    folder = beside(
        "tests:\n"
        "  - name: Two parts, one missed\n"
        "    month: 2026-10\n"
        "    given: {measures: {sl: {2026-10-01: 90, 2026-10-16: 91}, abandon: 5}, quantities: {voice: 100 min}}\n"
        "    expect: {state: {sl: {2026-10-01: met, 2026-10-16: breach}}, credit: {sl: 0.34}}\n"
        # at risk 8.00 x 16/31 x (92 - 91) / (92 - 80) = 0.344...
    )
    target = "target: {2026-01-01: {value: {expected: 90, minimum: 85}"
    small.change(
        folder / "contracts/acme-care.yaml", target, f"{target}, ref: B}}, 2026-10-16: {{value: {{expected: 92}}"
    )
    assert "1 contract test:" in vmo("lint", folder).out


GIVEN = """\
      payments:
        issued_on: 2026-11-05
        disputes: [{amount: 20, raised_on: 2026-11-10, rejected_on: 2026-12-20}]
        paid: [{on: 2026-12-05}, {on: 2026-12-22}]                 # 60 of 80 in time
"""
PAID = """\
tests:
  - name: Half a month late, in two parts
    month: 2026-10
    given:
      measures: {sl: 90, abandon: 5}
      quantities: {voice: 100 min}
{given}    expect: {payments: [{amount: 60, late_fee: 0, left: 20}, {amount: 20, late_fee: 0.01}]}   # 20 x 10.15 % x 2/365
""".replace("{given}", GIVEN)


@pytest.mark.parametrize(
    ("true", "false", "words"),
    [
        ("", "", None),
        ("late_fee: 0.01", "late_fee: 0.09", "late_fee of payment 2: found 0.01, expected 0.09"),
        ("left: 20", "left: 0", "left of payment 1: found 20.00, expected 0; correct the contract, or the sentence"),
        ("{amount: 60,", "{}, {}, {amount: 60,", "number of payments: found 2, expected 4"),
        ("paid: [", "paid: [{on: 2026-11-04}, ", "found a payment on 2026-11-04, expected 2026-11-05 or later"),
        (
            "{on: 2026-12-05}",
            "{on: 2026-12-05, amount: 61}",
            "found 61 EUR, expected more than nothing and at most 60.00",
        ),
        (GIVEN, "", "expect.payments: no payment is given; add given.payments"),
        (
            "raised_on: 2026-11-10",
            "raised_on: 2026-11-04",
            "found a dispute on 2026-11-04, expected 2026-11-05 or later",
        ),
        ("left: 20}", "left: 20, disputed_until: 2026-12-10}", None),
        (
            "left: 20}",
            "left: 20, disputed_until: 2026-12-11}",
            "disputed_until of payment 1: found 2026-12-10, expected",
        ),
        (
            "rejected_on: 2026-12-20}",
            "rejected_on: 2026-12-20}, {amount: 1, raised_on: 2026-12-11, rejected_on: 2026-12-12}",
            "found a dispute on 2026-12-11, expected 2026-12-10 or earlier: 60.00 EUR were paid on 2026-12-05 (5 days, E 4)",
        ),
    ],
)
def test_payments_are_sentences_too(vmo, folder, beside, true, false, words):
    agreed = 'dispute_days: {2026-01-01: {value: 5, ref: "E 4"}}'
    late = 'late_fee: {2026-01-01: {value: {reference_percent: {2026-01-01: 2.15}}, ref: "E 2"}}'
    small.change(
        folder / "contracts/acme-care.yaml",
        "invoice: {payment_days: 30,",
        f"invoice: {{payment_days: 30, {agreed}, {late},",
    )
    said = vmo("lint", beside(PAID.replace(true, false, 1)))
    assert (said.code, (words or "") in said.err) == (2 if words else 0, True), said.err
