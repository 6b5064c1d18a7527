"""Numbers that a tired person writes in another unit: noted where they may be true, refused where they cannot."""

from pathlib import Path

import pytest

from vmo.faults import other_units
from vmo.terms.contract import read_contract
from vmo.yaml12 import FaultyTextError

SOUND = (Path(__file__).parent / "contract.yaml").read_text(encoding="utf-8")
INVOICE = "invoice: {payment_days: 30, tax: {2026-01-01: {value: {category: S, rate: 19}, ref: E}}}\n"


def written(tmp_path: Path, old: str, new: str) -> Path:
    text = SOUND + INVOICE
    assert old in text
    path = tmp_path / "acme-care.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def noted(tmp_path: Path, old: str, new: str) -> list[str]:
    contract = read_contract(written(tmp_path, old, new))
    return [f"{'.'.join(place)}: {what}" for place, what in other_units.notes(contract.told, contract.text.data)]


def test_a_contract_in_its_units_has_no_note(tmp_path):
    assert noted(tmp_path, "", "") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("expected: 80, minimum: 75", "expected: 0.8", "value.expected: 0.8 is 0.8 %; write 80 where 80 % is meant"),
        ("expected: 80,", "expected: 800,", "value.expected: 800 % is more than all, which call_service_level hardly"),
        ("{value: 10,", "{value: 0.1,", "credits.at_risk_percent.2026-01-01.value: 0.1 is 0.1 %; write 10 where"),
        ("{sl: 60}", "{sl: 0.6}", "credits.allocation.2026-01-01.value: 0.6 is 0.6 %; write 60 where"),
        ("rate: 19", "rate: 0.19", "invoice.tax.2026-01-01.value.rate: 0.19 is 0.19 %; write 19 where"),
        (
            "{linear: {floor: 70}}",
            "{tiered: {closed: upper, bands: [{from: 0, to: 5, percent: 0.5}, {from: 5, percent: 1}]}}",
            "credits.curves.2026-01-01.value.sl: 1 is 1 %; write 100 where",
        ),
        ("value: 6,", "value: 6.000,", "6.000 is 6, for a point marks decimals; write 6000 where that is meant"),
    ],
)
def test_a_number_that_looks_like_another_unit_is_noted(tmp_path, old, new, words):
    (note,) = noted(tmp_path, old, new)
    assert words in note


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("payment_days: 30", "payment_days: -30", "invoice.payment_days: input should be greater than or equal to 0"),
        (
            "payment_days: 30",
            'payment_days: "30 days"',
            "invoice.payment_days: input should be a history, `2026-01-01:",
        ),
        ("rate: 19", "rate: -19", "value.rate: input should be greater than or equal to 0, found -19"),
        ("{value: 10,", "{value: 120,", "at_risk_percent.2026-01-01.value: input should be less than or equal to 100"),
        ("{value: 10,", "{value: -10,", "at_risk_percent.2026-01-01.value: input should be greater than or equal to 0"),
        ("{value: 10,", '{value: "10 %",', "input should be a number, as 80 or 0.85, without quotes, sign of percent"),
        (
            "credits:\n",
            "credits:\n  repeat: {2026-01-01: {value: {1: 1, 2: -2}, ref: D}}\n",
            "credits.repeat.2026-01-01.value.2: input should be greater than or equal to 0, found -2",
        ),
        (
            "credits:\n",
            "credits:\n  caps: {2026-01-01: {value: {month: {money: -1}}, ref: D}}\n",
            "credits.caps.2026-01-01.value.month.money: input should be greater than or equal to 0, found -1",
        ),
        (
            'rate: {2026-01-01: {value: 0.85, ref: "Annex C 1"}}',
            'rate: {value: 0.85, ref: "Annex C 1"}',
            "charges.inbound.terms.rate: input should be a history, `2026-01-01: {value: …, ref: …}`, the first day before",
        ),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(tmp_path, old, new, words):
    with pytest.raises(FaultyTextError) as error:
        read_contract(written(tmp_path, old, new))
    assert words in str(error.value)
