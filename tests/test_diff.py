"""An amendment in words, and in money on the last months, as if it had been in force in them."""

import pytest
import small

from vmo.amendment import as_if_begun, changes
from vmo.cli import main
from vmo.terms import read_contract

RATE = 'rate: {2026-01-01: {value: 0.80, ref: "C 1"}'


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """The month of small.py, published."""
    folder = small.build(tmp_path_factory.mktemp("closed") / "small")
    assert main(["month", str(folder), "--month", small.MONTH]) == 0
    return folder


@pytest.fixture
def amended(tmp_path):
    """Two texts of the contract of small.py: as it is, and with words changed."""

    def write(*words):
        old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
        for path in (old, new):
            path.write_text(small.CONTRACT, encoding="utf-8")
        for one, other in words:
            small.change(new, one, other)
        return old, new

    return write


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            (RATE, f'{RATE}, 2026-12-01: {{value: 0.84, ref: "A 1"}}'),
            "charges.voice.terms.rate: from 2026-12-01 0.84 instead of 0.80 (A 1)",
        ),
        ((RATE, RATE.replace("C 1", "C 1a")), "charges.voice.terms.rate: from 2026-01-01 by C 1a instead of C 1"),
        (("  volume: {metric: call_volume}\n", ""), "measures.volume: taken out"),
        (("aht: {metric: call_aht}", "aht: {metric: call_asa}"), "measures.aht.metric: call_asa instead of call_aht"),
        (
            ("  volume: {", "  talk: {metric: call_att}\n  volume: {"),
            "measures.talk: added: metric call_att, class key, effective split, agg ratio_of_sums",
        ),
        (
            ("{expected: 90, minimum: 85}", "{expected: 92, minimum: 85}"),
            "measures.sl.target: from 2026-01-01 expected 92, minimum 85 instead of expected 90, minimum 85 (B 2)",
        ),
        (
            ("sl: 100, abandon: 50", "sl: 100, abandon: 60"),
            "credits.allocation: from 2026-01-01 sl 100, abandon 60 instead",
        ),
    ],
)
def test_each_change_is_a_sentence(amended, words, sentence):
    old, new = (read_contract(path).told for path in amended(words))
    (found,) = changes(old, new)
    assert found.startswith(sentence)


def test_the_same_text_differs_in_nothing(amended, vmo):
    old, new = amended()
    assert vmo("diff", old, new).out.startswith("no term differs")


def test_an_amendment_that_begins_later_is_settled_as_if_it_had_begun(closed, vmo, amended):
    old, new = amended((RATE, f'{RATE}, 2027-01-01: {{value: 1.60, ref: "A 1"}}'))
    said = vmo("diff", old, new, "--portfolio", closed, "--json")
    assert said.code == 0
    assert said.json["changes"] == ["charges.voice.terms.rate: from 2027-01-01 1.60 instead of 0.80 (A 1)"]
    (month,) = said.json["money"]["months"]
    voice, *_ = month["amounts"]
    assert (voice["charged"], voice["supposed"]) == ("45.12", "90.24")  # 56.4 min, twice the rate


def test_without_a_portfolio_there_are_words_alone_and_that_is_said(vmo, amended):
    old, new = amended((RATE, RATE.replace("0.80", "0.90")))
    said = vmo("diff", old, new)
    assert "0.90 instead of 0.80" in said.out
    assert "in money: no month of acme-care is recorded" in said.out


def test_the_portfolio_is_that_in_which_a_text_lies(closed, vmo, amended):
    _, new = amended((RATE, RATE.replace("0.80", "0.90")))
    assert "50.76" in vmo("diff", closed / "contracts/acme-care.yaml", new).out  # 56.4 x 0.90


def test_two_contracts_are_no_amendment(vmo, amended):
    said = vmo("diff", *amended(("contract: acme-care", "contract: other")))
    assert said.code == 2
    assert "found the contract 'other', expected 'acme-care'" in said.err


def test_what_an_amendment_leaves_stands_as_it_stood(amended):
    old, new = (
        read_contract(path).told for path in amended((RATE, f'{RATE}, 2026-06-01: {{value: 0.84, ref: "A 1"}}'))
    )
    begun = as_if_begun(old, new, small.DAYS[0].replace(month=3, day=1))
    rate = begun.charges["voice"].terms["rate"]
    assert [(str(day), str(entry.value)) for day, entry in rate.root.items()] == [
        ("2026-01-01", "0.80"),
        ("2026-03-01", "0.84"),
    ]
    assert changes(old, begun) == ["charges.voice.terms.rate: from 2026-03-01 0.84 instead of 0.80 (A 1)"]
