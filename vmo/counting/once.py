"""Once: what several sums of a scan ask of each row, told of the row once.

An engine evaluates the condition of each sum by itself, though most share their parts, and all sums of a metric share its
population. Parts, populations and what lists collect are made columns of the rows first; then a condition is one or two of
these.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_
from typing import Any

import ibis
from ibis.expr import operations

Parts = tuple[Any, ...]


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def count_if(condition: bool) -> int:  # type: ignore[empty-body]
    """How many rows fulfil a condition; faster than counting the rest as null, or filtering."""


def told_once(table: Any, reductions: Iterable[Any]) -> tuple[Any, dict[Any, Any]]:
    """The rows with what is asked of each as columns, and each sum, count or list as one over these."""
    found = list(reductions)
    conditions = {node: tuple(dict.fromkeys(parts(node.where))) for node in found}
    named = {
        part: f"if{n}" for n, part in enumerate(dict.fromkeys(part for one in conditions.values() for part in one))
    }
    lists = dict.fromkeys(node.arg for node in found if isinstance(node, operations.ArrayCollect))
    values = {arg: f"of{n}" for n, arg in enumerate(lists)}
    populations = {one: f"in{n}" for n, one in enumerate(dict.fromkeys(_populations(found)))}
    made = {name: node.to_expr() for node, name in {**named, **values}.items()}
    rows = table.mutate(**made, **{name: whole(part.to_expr() for part in one) for one, name in populations.items()})
    fields = {table[name].op(): rows[name].op() for name in table.columns}
    fields |= {node: rows[name].op() for node, name in values.items()}

    def over(node: Any) -> Any:
        asked = conditions[node]
        among = max((one for one in populations if {*one} <= {*asked}), key=len, default=())
        names = [*([populations[among]] if among else []), *(named[part] for part in asked if part not in among)]
        where = whole(rows[name] for name in names) if names else None
        if isinstance(node, operations.CountStar):
            return rows.count() if where is None else count_if(where).fill_null(0)  # of unknown ones alone it is null
        value = node.arg.replace(fields, filter=operations.Value).to_expr()
        if where is not None and isinstance(node, operations.Sum):
            return ibis.ifelse(where, value, ibis.null(value.type())).sum()
        told = {**dict(zip(node.argnames, node.args, strict=True)), "arg": value.op()}
        return node.__recreate__({**told, "where": None if where is None else where.op()}).to_expr()

    return rows, {node: over(node) for node in found}


def _populations(found: Iterable[Any]) -> Iterator[Parts]:
    """The conditions that a metric's population adds to each of its sums (`vmo/counting/formulas.py`), where they are several."""
    for node in found:
        if isinstance(node.where, operations.And):
            told = tuple(dict.fromkeys(parts(node.where.left)))
            if len(told) > 1:
                yield told


def parts(condition: Any) -> Iterator[Any]:
    """The conditions that must all hold."""
    if isinstance(condition, operations.And):
        yield from parts(condition.left)
        yield from parts(condition.right)
    elif condition is not None:
        yield condition


def whole(conditions: Iterable[Any]) -> Any:
    """The condition that all of these hold."""
    return reduce(and_, conditions)
