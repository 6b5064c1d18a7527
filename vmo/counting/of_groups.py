"""Of groups: what a sum asks of its group, told of the group once, and of no row.

A scan groups rows by their dimensions. Where a metric is about one channel alone, every row of a group is of that channel or
none is: the sum is taken of the group without asking, and counts where the group is of that channel. So a sum of calls and
the same sum of chats are one sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr import operations

from vmo.counting.once import parts, whole

COUNTS = (operations.CountStar, operations.Count, operations.CountDistinct)


@dataclass(frozen=True)
class OfGroup:
    """A sum that asks rows nothing that their group tells; `asks` is what the group is asked, `none` what else it comes to."""

    sum: Any
    asks: tuple[Any, ...]
    table: Any
    none: Any

    def told(self, grouped: Any, name: str) -> Any:
        """The sum of each group, under that name in what was grouped."""
        if not self.asks:
            return grouped[name]
        fields = {self.table[one].op(): grouped[one].op() for one in grouped.columns if one in self.table.columns}
        asks = whole(one.replace(fields, filter=operations.Value).to_expr() for one in self.asks)
        return ibis.ifelse(asks, grouped[name], self.none)


def of_group(node: Any, table: Any, by: Sequence[str]) -> OfGroup:
    """The sum, count or list of a table, as it is taken of groups by these columns."""
    keys = {table[name].op() for name in by}
    asked = list(dict.fromkeys(parts(node.where)))
    of_keys = [one for one in asked if {*one.find(operations.Field, filter=operations.Value)} <= keys]
    of_keys = [one for one in of_keys if one.find(operations.Field, filter=operations.Value)]
    rest = [one for one in asked if one not in of_keys]
    where = whole(one.to_expr() for one in rest).op() if rest else None
    told = {**dict(zip(node.argnames, node.args, strict=True)), "where": where}
    none = ibis.literal(0, node.dtype) if isinstance(node, COUNTS) else ibis.null(node.dtype)
    return OfGroup(node.__recreate__(told) if of_keys else node, tuple(of_keys), table, none)
