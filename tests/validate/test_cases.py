"""YAML cases of the rules for rows: every file of this folder gives one test a sentence.

    - name: A span that ends before it begins is refused
      rows: |                             # of the kind that the file is named for; `-` is no value
        agent_id  start_at  end_at
        a1        09:00:00  09:00:00
        a1        09:00:00  08:59:59
      refused: {2: I3 ended_before_started}      # record: the rules that it fails, each with its column

`refused` rows go to quarantine, `reported` ones stay; rows that stand in neither fail no rule of severity error.
`stops`: a rule that stops the file; `goes_on`: the same rule, applied, and the file goes on.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rows_of import failures, judge

from vmo import kinds, suites, yaml12
from vmo.partner import Override

HERE = Path(__file__).parent
KEYS = {"name", "rows", "refused", "reported", "stops", "goes_on"}
IN_PYTHON = ("contacts", "intervals")  # most of their rules have cases in test_contacts.py and test_intervals.py

Failure = tuple[int, str, str]


@cache
def cases() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, case) for path in sorted(HERE.glob("*.yaml")) for case in yaml12.read(path).data]


def named(told: Any) -> Iterator[tuple[str, str]]:
    """(rule, column) of each place that names them."""
    for one in [told] if isinstance(told, str) else told or []:
        rule, column = one.split()
        yield rule, column


def told_of(case: dict[str, Any], key: str) -> set[Failure]:
    return {(int(record), *pair) for record, words in case.get(key, {}).items() for pair in named(words)}


@pytest.mark.parametrize(("kind", "case"), cases(), ids=[f"{kind}: {case['name']}" for kind, case in cases()])
def test_rows(kind, case, tmp_path):
    assert set(case) <= KEYS
    refused, reported = told_of(case, "refused"), told_of(case, "reported")
    severities = suites.severities(kind)
    assert {severities[rule] for _, rule, _ in refused} <= {"error"}
    assert {severities[rule] for _, rule, _ in reported} <= {"warning", "info"}
    # A report names five rows; as errors all of them are told.
    strict = {rule: Override(severity="error", reason="so that every row is told") for _, rule, _ in reported}
    told = judge(tmp_path, kind, case["rows"], **strict)
    assert {(record, rule, column) for record, rule, column, _ in failures(told)} == refused | reported
    stops = {rule for rule, _ in named(case.get("stops"))}
    assert told.stopped == bool(stops)
    assert stops <= {finding.rule for finding in told.findings}
    for rule, column in named(case.get("goes_on")):
        assert f"{rule}: {column}" not in told.not_applicable


@pytest.mark.parametrize("kind", [kind for kind in kinds.names() if kind not in IN_PYTHON])
def test_every_rule_has_a_good_and_a_bad_case(kind):
    rules = {(rule.meta.rule, ", ".join(rule.columns)) for rule in suites.suite(kind).expectations}
    own = [case for name, case in cases() if name == kind]
    of_rows = [(case, told_of(case, "refused") | told_of(case, "reported")) for case in own]
    bad = {(rule, column) for _, told in of_rows for _, rule, column in told}
    good = {
        (rule, column)
        for case, told in of_rows
        for _, rule, column in told
        if len(case["rows"].splitlines()) - 1 > len({record for record, *pair in told if pair == [rule, column]})
    }
    bad |= {pair for case in own for pair in named(case.get("stops"))}
    good |= {pair for case in own for pair in named(case.get("goes_on"))}
    assert not rules - bad, f"tests/validate/{kind}.yaml: no bad case of {sorted(rules - bad)}"
    assert not rules - good, f"tests/validate/{kind}.yaml: no good case of {sorted(rules - good)}"
    assert not bad - rules


@pytest.mark.parametrize("kind", [*kinds.names(), suites.EXPORT])
def test_every_rule_says_which_rule_of_cuika_it_serves(kind):
    mute = [rule.meta.rule for rule in suites.suite(kind).expectations if not suites.CUIKA.fullmatch(rule.meta.serves)]
    assert not mute, f"expectations/{kind}.yaml: give `cuika`, such as I3, to {', '.join(mute)}"
