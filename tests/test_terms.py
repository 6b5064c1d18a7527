"""A contract is read whole or refused, and a window is cut only where its own terms change (M8)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from vmo import yaml12
from vmo.schema import Dated, TermNotInForceError, Told, checked
from vmo.terms import clause, read_contract, scope_of, segments

HERE = Path(__file__).parent
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


class Terms(Told):
    terms: dict[str, Dated[Any]]


def histories(content: str) -> dict[str, Dated[Any]]:
    told: Terms = checked(Terms, yaml12.parse("terms:\n" + content, Path("terms.yaml")))
    return told.terms


def cut(content: str, **options: Any) -> list[tuple[int, int, dict[str, Any]]]:
    found = segments(histories(content), *JUNE, **options)
    return [(one.first.day, one.last.day, one.terms) for one in found]


def test_the_contract_that_the_broken_ones_spoil_is_sound():
    contract = read_contract(HERE / "contract.yaml")
    assert contract.id == "acme-care"
    assert contract.told.measures["sl"].terms["threshold_s"].on(date(2026, 1, 1)) == 20
    assert contract.told.charges["inbound"].terms["rate"].on(date(2026, 1, 1)) == Decimal("0.85")
    assert contract.where("measures", "sl", "target") == f"{HERE / 'contract.yaml'}:16"


def test_a_window_without_a_change_is_one_segment():
    assert cut("  level: {2026-01-01: {value: 80, ref: a}}") == [(1, 30, {"level": 80})]


def test_a_change_inside_the_window_makes_two_segments_of_whole_days():
    found = cut("  level: {2026-01-01: {value: 80, ref: a}, 2026-06-15: {value: 85, ref: b}}")
    assert found == [(1, 14, {"level": 80}), (15, 30, {"level": 85})]


@pytest.mark.parametrize("day", ["2026-06-01", "2026-07-01", "2026-05-31"])
def test_a_change_at_the_edge_makes_no_second_segment(day):
    found = cut(f"  level: {{2026-01-01: {{value: 80, ref: a}}, {day}: {{value: 85, ref: b}}}}")
    assert len(found) == 1


def test_a_change_on_the_last_day_counts_for_that_day():
    found = cut("  level: {2026-01-01: {value: 80, ref: a}, 2026-06-30: {value: 85, ref: b}}")
    assert [(first, last) for first, last, _ in found] == [(1, 29), (30, 30)]


def test_a_new_entry_of_the_same_value_cuts_nothing():
    found = cut("  level: {2026-01-01: {value: 80, ref: a}, 2026-06-15: {value: 80.0, ref: b}}")
    assert [(first, last) for first, last, _ in found] == [(1, 30)]


def test_two_terms_that_change_on_different_days_make_three_segments():
    found = cut(
        "  level: {2026-01-01: {value: 80, ref: a}, 2026-06-10: {value: 85, ref: b}}\n"
        "  wait: {2026-01-01: {value: 20, ref: c}, 2026-06-20: {value: 30, ref: d}}\n"
    )
    assert [(first, last) for first, last, _ in found] == [(1, 9), (10, 19), (20, 30)]
    assert found[1][2] == {"level": 85, "wait": 20}


def test_next_period_keeps_the_terms_of_the_first_day():
    found = cut("  level: {2026-01-01: {value: 80, ref: a}, 2026-06-15: {value: 85, ref: b}}", effective="next_period")
    assert found == [(1, 30, {"level": 80})]


def test_a_term_that_begins_inside_the_window_was_not_there_before():
    with pytest.raises(TermNotInForceError, match=r"terms.yaml:2: terms.level: read on 2026-06-01"):
        cut("  level: {2026-06-15: {value: 85, ref: b}}")


def test_a_narrower_scope_replaces_only_what_it_names():
    contract = read_contract(HERE / "contract.yaml").told
    assert scope_of(contract, {"program": ["care"]}) == {"partner": ["acme"], "program": ["care"]}
    assert scope_of(contract, {}) == {"partner": ["acme"]}


def test_clauses_are_named_once_in_order():
    assert clause(["Annex B 1", "", "Annex C 2", "Annex B 1"]) == "Annex B 1; Annex C 2"
