"""Scans: what a plan reads of rows, in the engine's words.

Finding the words takes longer than a small file is read in, and they are the same for all files of one shape of which the
same is asked: where a scan is of such names as every connection gives its files, its words are kept.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from vmo import kinds
from vmo.counting import listed, paired
from vmo.counting.planned import Plan

ROWS, HELD = "conformed", "quarantined"


@dataclass(frozen=True)
class Shape:
    """What the words of a scan need to know of a file: its columns, and those of the rows that are held.

    `credited` is the column that tells a row's day.
    """

    kind: str
    rows: ibis.Schema
    held: ibis.Schema | None
    released: frozenset[str]
    credited: str

    @property
    def standing(self) -> Any:
        """The accepted rows."""
        held = None if self.held is None else ibis.table(self.held, name=HELD)
        return accepted(ibis.table(self.rows, name=ROWS), held, self.released)


def shape_of(
    counting: Any, rows: Path, quarantine: Path | None, kind: str, released: Collection[str], credited: str = ""
) -> Shape:
    """The shape of files, which the engine then knows by the names that are in every scan's words."""
    told = counting.read_parquet(str(rows), table_name=ROWS).schema()
    held = None if quarantine is None else counting.read_parquet(str(quarantine), table_name=HELD).schema()
    return Shape(kind, told, held, frozenset(released), credited or kinds.kind(kind).credited)


def accepted(rows: Any, quarantine: Any, released: Collection[str]) -> Any:
    """The rows that count: not excluded, not held in quarantine by a rule that nobody released."""
    standing = rows.filter(rows.excluded.isnull())
    if quarantine is None:
        return standing
    held = quarantine.filter(quarantine.releasable)
    if released:
        held = held.filter(held.rule.notin(sorted(released)))
    return standing.anti_join(held, "record")


@dataclass(frozen=True)
class Scan:
    """A plan by the columns that place rows. `lasting`: its words hold for other files too."""

    plan: Plan
    by: tuple[str, ...]
    lasting: bool = False
    words: dict[bool, tuple[str, pa.Schema]] = field(default_factory=dict)

    def read(self, counting: Any) -> pa.Table:
        """What the scan finds: `by`, `rows`, and the planned columns; what it lists in ascending order."""
        names = [*self.by, "rows", *self.plan.names.values()]
        lists = [name for name in names if listed.is_list(name)]
        if self._in_pairs:
            found = self._found(counting, self._in_pairs)
            if two := paired.apart(found[paired.PAIR]):
                columns = {name: found[name] for name in found.column_names} | dict(zip(lists, two, strict=True))
                return pa.table({name: columns[name] for name in names})
        found = self._found(counting, self.plan)
        columns = {name: found[name] for name in names} | {name: listed.each_in_order(found[name]) for name in lists}
        return pa.table(columns)

    @cached_property
    def _in_pairs(self) -> Plan | None:
        return paired.in_pairs(self.plan)

    def _found(self, counting: Any, plan: Plan) -> pa.Table:
        if not self.lasting:
            return counting.to_pyarrow(plan.scan(self.by))
        key = plan is self.plan
        if key not in self.words:
            asked = plan.scan(self.by)
            self.words[key] = counting.compile(asked), asked.schema().to_pyarrow()
        words, schema = self.words[key]
        return counting.con.sql(words).to_arrow_table().cast(schema)
