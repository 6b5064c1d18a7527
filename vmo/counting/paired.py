"""Paired: two lists of one scan read as one, whose numbers hold two times each; an engine lists one far faster than two.

Each time keeps half of a number, the second moved up so that it is never below nothing. Where one is too long for that
(24 days), the lists are read one by one.

>>> import pyarrow as pa
>>> pairs = [[(20 << HALF) + MOST + 90, (-1 << HALF) + MOST + ABSENT], None, [(ABSENT << HALF) + MOST + 7]]
>>> [lists.to_pylist() for lists in apart(pa.chunked_array([pairs]))]
[[[-1, 20], [], []], [[90], [], [7]]]
>>> apart(pa.chunked_array([[[(FAR << HALF) + MOST + 90]]])) is None
True
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import ibis

from vmo.counting import listed
from vmo.counting.planned import Plan

HALF = 32  # bits
MOST = 1 << (HALF - 1)
ABSENT = MOST - 1  # the row is in the other list alone
FAR = ABSENT - 1  # the time has no room
PAIR = listed.column("pair")


def in_pairs(plan: Plan) -> Plan | None:
    """The plan with its two lists as one, named PAIR; None where it has not two."""
    lists = [node for node, name in plan.names.items() if listed.is_list(name)]
    if len(lists) != 2:
        return None
    return replace(
        plan, names={**{node: name for node, name in plan.names.items() if node not in lists}, _pair(*lists): PAIR}
    )


def apart(pairs: Any) -> list[Any] | None:
    """The two lists of each group, each in ascending order; None where a time had no room."""
    whole = pairs.combine_chunks()
    both = whole.flatten().to_numpy(zero_copy_only=False)
    group, groups = listed.places(whole)

    def half(high: bool) -> Any:
        times = both >> HALF if high else (both & ((1 << HALF) - 1)) - MOST
        if (times == FAR).any():
            return None
        told = times != ABSENT
        return listed.of_groups(times[told], group[told], groups)

    with ThreadPoolExecutor(2) as two:  # numbers are sorted while other threads run
        found = list(two.map(half, (True, False)))
    return None if any(one is None for one in found) else found


def _pair(first: Any, second: Any) -> Any:
    high, low = (_half(one.arg.to_expr(), one.where.to_expr()) for one in (first, second))
    return (high * (1 << HALF) + (low + MOST)).collect(where=first.where.to_expr() | second.where.to_expr()).op()


def _half(time: Any, where: Any) -> Any:
    has_room = time.between(-FAR, FAR - 1)
    return ibis.cases((where & has_room, time), (where & time.notnull(), FAR), else_=ABSENT).cast("int64")
