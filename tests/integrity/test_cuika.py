"""The list of rules is that of the specification, and says of each by what it is decided."""

import re
from pathlib import Path

import pytest

from vmo import kinds, suites
from vmo.integrity.rules import OWN, rules

ROOT = Path(__file__).resolve().parents[2]
NUMBERED = {"C": 5, "U": 6, "I": 14, "K": 4, "A": 4}


def test_every_rule_of_the_specification_stands_once_and_in_order():
    assert [one for one in rules() if one not in OWN] == [
        f"{letter}{n}" for letter, number in NUMBERED.items() for n in range(1, number + 1)
    ]


@pytest.mark.parametrize("rule", [one.id for one in rules().values() if one.by == "suite"])
def test_a_rule_that_is_a_suites_is_served_by_an_expectation(rule):
    served = {one.meta.serves for name in (*kinds.names(), suites.EXPORT) for one in suites.suite(name).expectations}
    assert rule in served


def test_a_rule_of_a_suite_names_the_kinds_that_it_is_judged_on():
    served = {(one.meta.serves, name) for name in kinds.names() for one in suites.suite(name).expectations}
    for one in rules().values():
        if one.by == "suite" and "every kind" not in one.how and one.id not in ("I5", "U6"):
            told = {kind for kind in kinds.names() if re.search(rf"\b{kind}\b", one.how)}
            judged = {kind for rule, kind in served if rule == one.id}
            assert told - {"contacts"} <= judged, one.id


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_the_page_says_of_every_rule_what_the_list_says(rule):
    state = {"line": "runs", "suite": "runs", "forensics": "runs", "made": "holds", "nothing": "no data decides it"}[
        rule.by
    ]
    row = f"| `{rule.id}` | {rule.what} | {state} | {rule.how} |"
    text = (ROOT / "docs/integrity.md").read_text(encoding="utf-8")
    assert row in text, f"docs/integrity.md: write this row:\n{row}"
