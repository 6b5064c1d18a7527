"""Suites of expectations: what rows and exports must hold, told in `expectations/<name>.yaml`.

The shape is that of Great Expectations (type, kwargs, severity, meta), checked here without importing it.
`columns` are added for judging: each names the columns it needs and holds null where all is well.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from vmo import kinds, yaml12
from vmo.partner import Severity
from vmo.records import RefusedError
from vmo.schema import Told, checked, fault
from vmo.yaml12 import FaultyTextError, Text

FOLDER = Path(__file__).parents[1] / "expectations"
EXPORT = "export"
CUIKA = re.compile("[CUIKA][0-9]+")
PARAMETERS = {"latest": "the arrival of the file"}
FACTS = (
    "rows_in",
    "unreadable_rows",
    "control_rows",
    "sums_apart",
    "conflicting",
    "first_day",
    "last_day",
    "arrived_on",
    "named_day",
)


class Derived(Told):
    """A column for judging: SQL over the columns it `needs`; `otherwise` stands for those that a feed does not map."""

    needs: list[str]
    otherwise: dict[str, int | None] = Field(default_factory=dict)
    is_: str = Field(alias="is")


class Meta(Told):
    """The rule's name, what it judges, what is wrong when it fails, why it stands, and what to do.

    `cuika` is the rule of domain.md 2.4 that it serves; a rule named as one of them serves that.
    """

    rule: str
    cuika: str = ""
    level: Literal["row", "batch"]
    says: str
    why: str
    do: str = ""

    @property
    def serves(self) -> str:
        """The CUIKA rule, such as I3; nothing where none is told.

        >>> Meta(rule="interval_twice", cuika="I4", level="row", says="", why="").serves
        'I4'
        >>> Meta(rule="I3", level="row", says="", why="").serves
        'I3'
        """
        return self.cuika or (self.rule if CUIKA.fullmatch(self.rule) else "")


class Rule(Told):
    """One expectation."""

    type: str
    kwargs: dict[str, Any]
    severity: Severity
    meta: Meta

    @property
    def columns(self) -> list[str]:
        """The columns that the expectation looks at."""
        single = [self.kwargs[key] for key in ("column", "column_A", "column_B") if key in self.kwargs]
        return [*single, *self.kwargs.get("column_list", [])]

    @property
    def expected(self) -> str:
        """The bounds in words; nothing where the sentence says it all.

        >>> Rule(type="expect_column_values_to_be_between", kwargs={"column": "a", "min_value": 0, "max_value": 9},
        ...      severity="error", meta={"rule": "r", "level": "row", "says": "", "why": ""}).expected
        '0 to 9'
        """
        low, high = (self.kwargs.get(key) for key in ("min_value", "max_value"))
        told = [
            PARAMETERS[one["$PARAMETER"]] if isinstance(one, dict) else str(one)
            for one in (low, high)
            if one is not None
        ]
        if len(told) == 2:
            return " to ".join(told)
        return (f"at least {told[0]}" if low is not None else f"at most {told[0]}") if told else ""


class Suite(Told):
    """The rules for one kind of rows, or for the export as a whole."""

    name: str
    after_arrival_min: int = 0
    columns: dict[str, Derived] = Field(default_factory=dict)
    expectations: list[Rule]

    def applies(self, rule: Rule, present: Collection[str]) -> bool:
        """Whether every column that the rule looks at is there or can be made from what is there."""
        for column in rule.columns:
            derived = self.columns.get(column)
            if not all(need in present for need in (derived.needs if derived else [column])):
                return False
        return True

    def select(self, rules: Collection[Rule], present: Collection[str], source: str) -> str:
        """SQL of `source` (a FROM item with the columns `present`) with the columns that `rules` need added."""
        names = dict.fromkeys(column for rule in rules for column in rule.columns if column in self.columns)
        stand_ins = {
            column: value
            for name in names
            for column, value in self.columns[name].otherwise.items()
            if column not in present
        }
        inner = "".join(
            f', {"NULL::VARCHAR" if value is None else value} AS "{column}"' for column, value in stand_ins.items()
        )
        outer = "".join(f', {self.columns[name].is_} AS "{name}"' for name in names)
        return f"SELECT *{outer} FROM (SELECT *{inner} FROM {source})"


@cache
def suite(name: str) -> Suite:
    """The suite of a kind, or `export`; raises RefusedError when there is none, FaultyTextError with every fault."""
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yaml")))
        raise RefusedError([f"{path}:1: there are no expectations for {name!r}; known: {known}; write the file"])
    return read(path, FACTS if name == EXPORT else tuple(kinds.kind(name).columns))


def read(path: Path, columns: Collection[str]) -> Suite:
    """Read one file whose rules may look at `columns`; raises FaultyTextError with file and line."""
    text = yaml12.read(path)
    told: Suite = checked(Suite, text)
    faults = list(_faults(told, text, columns))
    if faults:
        raise FaultyTextError(faults)
    return told


def severities(kind: str) -> dict[str, Severity]:
    """Every rule that a feed of this kind can override, with its severity: those of its rows and of its exports."""
    return {rule.meta.rule: rule.severity for name in (kind, EXPORT) for rule in suite(name).expectations}


def version(kind: str) -> str:
    """What the judgement of a kind rests on: a hash of the two files. Another text judges again."""
    texts = [(FOLDER / f"{name}.yaml").read_bytes() for name in (kind, EXPORT)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def _faults(told: Suite, text: Text, columns: Collection[str]) -> Iterator[str]:
    for name, derived in told.columns.items():
        for need in [*derived.needs, *derived.otherwise]:
            if need not in columns:
                yield fault(text, ("columns", name), f"{need!r} is not a column; known: {', '.join(columns)}")
    named: dict[str, Severity] = {}
    for i, rule in enumerate(told.expectations):
        for column in rule.columns:
            if column not in columns and column not in told.columns:
                yield fault(text, ("expectations", i), f"{column!r} is neither a column nor one of `columns`")
        if named.setdefault(rule.meta.rule, rule.severity) != rule.severity:
            yield fault(
                text,
                ("expectations", i),
                f"rule {rule.meta.rule} has two severities; give one of them another name",
            )
