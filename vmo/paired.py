"""Paired: two lists of one scan read as one, whose numbers hold two times each; an engine lists one far faster than two.

Each time keeps half of a number, the second moved up so that it is never below nothing. Where one is too long for that
(24 days), the lists are read one by one.

>>> pairs = [[(20 << HALF) + MOST + 90, (-1 << HALF) + MOST + ABSENT], None, [(ABSENT << HALF) + MOST + 7]]
>>> [lists.to_pylist() for lists in apart(pa.chunked_array([pairs]))]
[[[20, -1], [], []], [[90], [], [7]]]
>>> apart(pa.chunked_array([[[(FAR << HALF) + MOST + 90]]])) is None
True
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vmo import listed
from vmo.planned import Plan

HALF = 32  # bits
MOST = 1 << (HALF - 1)
ABSENT = MOST - 1  # the row is in the other list alone
FAR = ABSENT - 1  # the time has no room
PAIR = listed.column("pair")


def read(counting: Any, plan: Plan, by: Sequence[str]) -> Any:
    """What the scan of a plan finds."""
    lists = {name: node for node, name in plan.names.items() if listed.is_list(name)}
    if len(lists) == 2:
        sums = {node: name for node, name in plan.names.items() if name not in lists}
        found = counting.to_pyarrow(replace(plan, names={**sums, _pair(*lists.values()): PAIR}).scan(by))
        if two := apart(found[PAIR]):
            columns = {name: found[name] for name in found.column_names} | dict(zip(lists, two, strict=True))
            return pa.table({name: columns[name] for name in [*by, "rows", *plan.names.values()]})
    return counting.to_pyarrow(plan.scan(by))


def apart(pairs: Any) -> list[Any] | None:
    """The two lists of each group; None where a time had no room."""
    whole = pairs.combine_chunks()
    lengths = pc.list_value_length(whole).fill_null(0).to_numpy(zero_copy_only=False)
    both = whole.flatten().to_numpy(zero_copy_only=False)
    group = np.repeat(np.arange(len(lengths)), lengths)
    found = []
    for times in (both >> HALF, (both & ((1 << HALF) - 1)) - MOST):
        if (times == FAR).any():
            return None
        told = times != ABSENT
        ends = np.cumsum(np.bincount(group[told] + 1, minlength=len(lengths) + 1))
        found.append(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(times[told])))
    return found


def _pair(first: Any, second: Any) -> Any:
    high, low = (_half(one.arg.to_expr(), one.where.to_expr()) for one in (first, second))
    return (high * (1 << HALF) + (low + MOST)).collect(where=first.where.to_expr() | second.where.to_expr()).op()


def _half(time: Any, where: Any) -> Any:
    has_room = time.between(-FAR, FAR - 1)
    return ibis.cases((where & has_room, time), (where & time.notnull(), FAR), else_=ABSENT).cast("int64")
