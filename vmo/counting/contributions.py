"""Contributions: what each row adds to what an ask counts. A count is the sum of what its rows add, to the last digit.

The same expressions that are counted (`vmo/counting/formulas.py`) are read row by row: a sum adds the row's number, a count adds
one, and so does a list, of which the length is the count.
"""

from typing import Any

import ibis
from ibis.expr import operations

from vmo.counting.asks import Ask
from vmo.counting.formulas import formula
from vmo.records import RefusedError

OVER, UNDER = "in_numerator", "in_denominator"
ADDED = "decimal(38,6)"


def contributions(rows: Any, ask: Ask) -> Any:
    """Those of the arranged rows that the ask counts, each with the columns in_numerator and in_denominator."""
    counted = formula(rows, ask)
    told = rows.mutate(**{OVER: _of_a_row(counted.numerator), UNDER: _of_a_row(counted.denominator)})
    return told.filter((told[OVER] != 0) | (told[UNDER] != 0))


def _of_a_row(expression: Any) -> Any:
    if expression is None:
        return ibis.literal(0).cast(ADDED)
    alone = expression.op().replace(_alone, filter=operations.Value).to_expr()
    return alone.cast(ADDED).fill_null(ibis.literal(0).cast(ADDED))


def _alone(node: Any, rewritten: dict[str, Any] | None) -> Any:
    """A sum, count or question of many rows as it is of one; whatever stands around it stays."""
    if not isinstance(node, operations.Reduction):
        return node.__recreate__(rewritten) if rewritten else node
    told = rewritten or dict(zip(node.argnames, node.args, strict=True))
    if isinstance(node, operations.CountStar):
        found, nothing = ibis.literal(1, "int64"), ibis.literal(0, "int64")
    elif isinstance(node, operations.Count | operations.ArrayCollect):
        found, nothing = told["arg"].to_expr().notnull().cast("int64"), ibis.literal(0, "int64")
    elif isinstance(node, operations.Sum):
        value = told["arg"].to_expr()
        value = value.cast("int64") if value.type().is_boolean() else value
        nothing = ibis.literal(0).cast(value.type())
        found = value.fill_null(nothing)
    elif isinstance(node, operations.Any):
        nothing = ibis.literal(value=False)
        found = told["arg"].to_expr().fill_null(nothing)
    else:
        raise RefusedError([f"{type(node).__name__} is no sum of rows, so it cannot be told what each adds"])
    where = told.get("where")
    return (found if where is None else ibis.ifelse(where.to_expr().fill_null(False), found, nothing)).op()
