"""The language of conditions: what it says, and what it refuses."""

import duckdb
import pytest
from trials import feed

from vmo.conforming import conditions

COLUMNS = {"Skill": "skill", "Wait": "wait"}
TABLE = "(VALUES ('TEST', '5'), ('SALES', '20'), (NULL, NULL), ('S2', 'x')) AS t(skill, wait)"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("Skill = 'TEST'", [True, False, False, False]),
        ("Skill <> 'TEST'", [False, True, True, True]),  # an empty cell is not TEST
        ("not Skill = 'TEST'", [False, True, True, True]),
        ("Skill in ('TEST', 'S2')", [True, False, False, True]),
        ("Skill not in ('TEST', 'S2')", [False, True, True, False]),
        ("Skill like 'S%'", [False, True, False, True]),
        ("Skill not like 'S%'", [True, False, True, False]),
        ("Wait > 9", [False, True, False, False]),  # as numbers: 20 is more than 9
        ("Wait = 5.0", [True, False, False, False]),
        ("Wait between 5 and 20", [True, True, False, False]),
        ("Wait is null", [False, False, True, False]),
        ("Wait is not null and (Skill = 'S2' or Wait >= 20)", [False, True, False, True]),
        ("Wait < -1", [False, False, False, False]),
    ],
)
def test_a_condition_holds_or_does_not(condition: str, holds: list[bool]):
    told = duckdb.sql(f"SELECT {conditions.sql(condition, COLUMNS)} FROM {TABLE}").fetchall()
    assert [one for (one,) in told] == holds


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("Skil = 'TEST'", "'Skil' is not a column of the export; known: Skill, Wait"),
        ("upper(Skill) = 'X'", "outside the language"),
        ("Skill = (select 1)", "outside the language"),
        ("Wait + 1 > 2", "outside the language"),
        ("Skill = 'x'; drop table t", "expected one condition"),
        ("Skill = ", "expected one condition"),
        ("", "expected one condition"),
        ("Skill = 'x') or (Skill = 'y'", "expected one condition"),
        ("Case = 'x'", "a column whose name is no plain word stands in double quotes"),
        ("Skill", "outside the language"),
        ("1 = 1", "a comparison needs a column"),
        ("Skill = ''", "write `is null`"),
        ("Wait between symmetric 1 and 2", "outside the language"),
        ('Skill = "TEST"', "'TEST' is not a column"),
        ("x.Skill = 'a'", "'x.Skill' is not a column"),
        ("Skill like Wait", "outside the language"),
    ],
)
def test_anything_else_is_refused_with_a_reason(condition: str, words: str):
    with pytest.raises(conditions.ConditionError, match=r".") as refusal:
        conditions.sql(condition, COLUMNS)
    assert words in str(refusal.value)
    assert condition in str(refusal.value)


@pytest.mark.parametrize("name", ["Call", "Show", "Set", "Comment", "Order", "Group", "End", "Date", "Left"])
def test_a_column_may_be_called_like_a_word_of_sql(name: str):
    assert conditions.sql(f"{name} in ('a')", {name: "c0"}) == "(coalesce(c0 = 'a', false))"


def test_lint_finds_the_faults_of_a_feed_without_data():
    told = feed(exclude='{test: "Skill = \'TEST\'", ok: "wait > 3"}')
    assert [place for place, _ in conditions.faults(told)] == [("exclude", "test")]


def test_a_feed_that_ignores_unknown_columns_may_look_at_one_of_them():
    asked = '{answered: "Agent.ConnectedAt is not null"}'
    assert [what for _, what in conditions.faults(feed(exclude=asked))]
    assert not list(conditions.faults(feed(exclude=asked, unused="['*']")))
