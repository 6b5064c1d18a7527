"""What a price rewards, and the target that holds it back: lint notes a price that nothing holds back."""

import pytest
import small

NOTE = "charges.voice: per_minute pays for long handling; give one of call_aht"


def test_minutes_without_a_target_of_handling_time_are_noted(vmo, folder):
    said = vmo("lint", folder, "--json")
    assert said.code == 0
    (note,) = said.json["notes"]
    assert f"contracts/acme-care.yaml:26: {NOTE}" in note


def test_a_target_of_handling_time_holds_minutes_back(vmo, folder):
    target = 'aht: {metric: call_aht, target: {2026-01-01: {value: {expected: 360}, ref: "B 4"}}}'
    small.change(folder / "contracts/acme-care.yaml", "aht: {metric: call_aht}", target)
    assert vmo("lint", folder, "--json").json["notes"] == []


@pytest.mark.parametrize(
    ("model", "terms", "words"),
    [
        ("per_contact", "", "per_contact pays for short contacts that come back; give one of"),
        ("fte", 'seats: {2026-01-01: {value: 11, ref: "C 2"}}', "fte pays for idle time; give one of call_occupancy"),
    ],
)
def test_each_price_is_noted_for_what_it_pays(vmo, folder, model, terms, words):
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "model: per_minute", f"model: {model}")
    small.change(path, 'increment_s: {2026-01-01: {value: 6, ref: "C 2"}}', terms)
    (note,) = vmo("lint", folder, "--json").json["notes"]
    assert words in note


def test_seats_beside_work_may_bear_credits_on_calls(vmo, folder):
    seats = """charges:
  seats:
    model: physical_seat
    terms: {rate: {2026-01-01: {value: 650, ref: "C 3"}}, seats: {2026-01-01: {value: 40, ref: "C 3"}}}
"""
    small.change(folder / "contracts/acme-care.yaml", "charges:\n", seats)
    assert vmo("lint", folder).code == 0
