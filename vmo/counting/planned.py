"""Planned: what one scan computes of the rows of a kind: each sum, count or list once, under the name of its column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ibis.expr import operations

from vmo import catalogue
from vmo.counting import listed
from vmo.counting.asks import Ask
from vmo.counting.formulas import formula, population
from vmo.counting.of_groups import of_group
from vmo.counting.once import told_once
from vmo.kinds import CREDITED
from vmo.records import Ratio, RefusedError, UnmappedColumnError


@dataclass
class Plan:
    """The columns to compute: each expression once, under its name, and the asks that wait for them.

    `first` begins the names.
    """

    table: Any
    first: str = "a"
    names: dict[Any, str] = field(default_factory=dict)
    waiting: dict[Ask, tuple[str, str | None]] = field(default_factory=dict)
    unmapped: dict[Ask, str] = field(default_factory=dict)
    refused: dict[Ask, str] = field(default_factory=dict)

    def add(self, ask: Ask) -> None:
        """Plan an ask. One whose column is not mapped is answered only where it concerns no row at all."""
        try:
            ratio = formula(self.table, ask)
        except UnmappedColumnError as error:
            self.unmapped[ask] = str(error)
            ratio = self._concerned(ask)
        except RefusedError as error:
            self.refused[ask] = str(error)
            return
        denominator = None if ratio.denominator is None else self._name(ratio.denominator)
        self.waiting[ask] = (self._name(ratio.numerator), denominator)

    def scan(self, by: Sequence[str]) -> Any:
        """One aggregation of every distinct sum and count, and the planned columns made of them."""
        found = dict.fromkeys(
            node for one in self.names for node in one.find(operations.Reduction, filter=operations.Value)
        )
        asked = {node: of_group(node, self.table, by) for node in found}
        reductions = {node: f"r{n}" for n, node in enumerate(dict.fromkeys(one.sum for one in asked.values()))}
        rows, sums = told_once(self.table, reductions)
        own = rows.look == CREDITED if "look" in rows.columns else None
        made = {name: sums[node] for node, name in reductions.items()}
        grouped = rows.group_by(by).aggregate(rows=rows.count(where=own), **made)
        fields = {node: one.told(grouped, reductions[one.sum]).op() for node, one in asked.items()}
        made = {
            name: expression.replace(fields, filter=operations.Value).to_expr()
            for expression, name in self.names.items()
        }
        return grouped.select(*by, "rows", **made)

    def _concerned(self, ask: Ask) -> Ratio:
        try:
            number = self.table.count(where=population(self.table, ask))
        except UnmappedColumnError:
            number = self.table.count()
        plain_count = ask.verb == "quantity" or catalogue.metric(ask.function).counts
        return Ratio(number, None if plain_count else number)

    def _name(self, expression: Any) -> str:
        kind = expression.type()
        if kind.is_array():
            return self.names.setdefault(expression.op(), listed.column(f"{self.first}{len(self.names)}"))
        places = 6 if kind.is_decimal() and (kind.scale or 0) > 3 else 3
        typed = expression.cast("int64" if kind.is_integer() else f"decimal(38,{places})").op()
        return self.names.setdefault(typed, f"{self.first}{len(self.names)}")
