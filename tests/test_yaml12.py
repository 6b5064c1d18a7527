"""YAML means what its letters say: 1.2 core rules, exact numbers, every fault with its line."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from vmo import yaml12
from vmo.yaml12 import FaultyTextError, parse, read

HERE = Path("x.yaml")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("off", "off"),
        ("8:30", "8:30"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("1e3", Decimal(1000)),
        ("1.5E-2", Decimal("0.015")),
        ("1e999", "1e999"),
        ("0.10", Decimal("0.10")),
        ("-.5", Decimal("-0.5")),
        ("80", 80),
        ('"80"', "80"),
        ("TRUE", True),
        ("False", False),
        ("~", None),
        ("", None),
        (".nan", ".nan"),
        ("2026-01-01", date(2026, 1, 1)),
        ('"2026-01-01"', "2026-01-01"),
        ("2026-1-1", "2026-1-1"),
        ("=SUM(A1)", "=SUM(A1)"),
    ],
)
def test_a_word_means_what_the_core_rules_say(written, meant):
    found = parse(f"a: {written}", HERE).data["a"]
    assert found == meant
    assert type(found) is type(meant)


def test_a_word_of_a_flag_may_be_a_key():
    assert parse("{true: [ja], false: [nein]}", HERE).data == {"true": ["ja"], "false": ["nein"]}


def test_a_rate_keeps_its_digits():
    assert str(parse("rate: 0.10", HERE).data["rate"]) == "0.10"


def test_no_number_is_ever_a_float():
    found = parse("[1, 1.0, .1, 1e3, 12345678901234567.89]", HERE).data
    assert not any(isinstance(number, float) for number in found)
    assert found[-1] == Decimal("12345678901234567.89")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a: 1\nb: 2\na: 3", "x.yaml:3: key 'a' stands twice (first on line 1); keep one of them"),
        ("t:\n  2026-01-01: 1\n  2026-01-01: 2", "x.yaml:3: day '2026-01-01' stands twice (first on line 2)"),
        ('1: a\n"1": b', "x.yaml:2: key '1' stands twice"),
        ('2026-01-01: a\n"2026-01-01": b', "stands twice"),
        ("a: 2026-02-30", "x.yaml:1: 2026-02-30 is not a day of the calendar"),
        ("a: 1\nb: [1, 2", "x.yaml:2: not YAML"),
        ("a:\n\tb: 1", "x.yaml:2: not YAML"),
        ("a: 1\n---\nb: 1", "x.yaml:2: not YAML: but found another document"),
        ("a: \0", "x.yaml:1: not YAML"),
        ("? [a, b]\n: c", "x.yaml:1: a key must be one word, found a sequence"),
        ("a: &a [*a]", "an alias that contains itself"),
        ("[" * 5000, "nested too deep"),
        ("[" * 4000 + "]" * 4000, "nested too deep"),
        ("- " * 50000, "nested too deep"),
        ("a: [1, 2}", "x.yaml:1: not YAML: expected ',' or ']', but got '}'"),
        ("a: %x", "x.yaml:1: not YAML: found character '%' that cannot start any token"),
    ],
)
def test_a_fault_says_where_it_stands(content, words):
    with pytest.raises(FaultyTextError) as fault:
        parse(content, HERE)
    assert words in str(fault.value)


def test_every_fault_of_a_file_is_told_at_once():
    with pytest.raises(FaultyTextError) as fault:
        parse("a: 1\na: 2\nb: 2026-13-01", HERE)
    assert len(fault.value.faults) == 2


def test_both_parsers_read_every_file_of_the_project_alike(monkeypatch):
    root = Path(__file__).parents[1]
    paths = [
        path
        for folder in ("vmo", "expectations", "examples", "tests/metrics")
        for path in (root / folder).rglob("*.yaml")
    ]
    assert len(paths) > 50
    fast = [(one.data, one.lines) for one in map(read, paths)]
    monkeypatch.setattr(yaml12, "LIBYAML", yaml.SafeLoader)
    assert fast == [(one.data, one.lines) for one in map(read, paths)]


def test_every_value_knows_its_line():
    text = parse("a:\n  b:\n    - 1\n    - 2\n", HERE)
    assert text.at(("a", "b", 1)) == "x.yaml:4"
    assert text.at(("a", "b", 9, "c")) == "x.yaml:2"


def test_a_byte_order_mark_is_no_text(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read(path).data == {"a": 1}


def test_an_empty_file_holds_nothing():
    assert parse("# only a word\n", HERE).data is None


def test_a_file_that_is_not_there_or_cannot_be_read_is_named(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: M\xfcller".encode("latin-1"))
    for path, words in [
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "cannot be read"),
        (latin, "not UTF-8"),
    ]:
        with pytest.raises(FaultyTextError, match=words) as fault:
            read(path)
        assert str(fault.value).startswith(f"{path}:1: ")
