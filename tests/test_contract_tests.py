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
