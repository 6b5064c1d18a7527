"""Listed: columns of counts that list times, in milliseconds and in order, where all others hold a sum.

The name of the column says so.

>>> column("a3"), is_list(column("a3")), is_list("a3")
('a3_ms', True, False)
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ENDING = "_ms"
MILLI = Decimal("0.001")
ROOM = 63  # bits of a whole number without its sign


def column(name: str) -> str:
    """The name of a column that lists."""
    return f"{name}{ENDING}"


def is_list(name: str) -> bool:
    """Whether a column of that name lists."""
    return name.endswith(ENDING)


def summed(name: str) -> str:
    """The sum of a column of counts, as SQL; of a list how many times it holds."""
    return f"sum(len(c.{name}))" if is_list(name) else f"sum(c.{name})"


def seconds(times_ms: int) -> Decimal:
    """A time of a list, in seconds.

    >>> seconds(20500)
    Decimal('20.500')
    """
    return times_ms * MILLI


def each_in_order(lists: Any) -> Any:
    """The lists, each in ascending order; one of nothing, or none, is empty.

    >>> each_in_order(pa.chunked_array([[[9, -2, 7], None, [5]]])).to_pylist()
    [[-2, 7, 9], [], [5]]
    """
    whole = lists.combine_chunks()
    return of_groups(whole.flatten().to_numpy(zero_copy_only=False), *places(whole))


def places(lists: Any) -> tuple[Any, int]:
    """Which list each number stands in, from 0, and how many lists there are."""
    lengths = pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False)
    return np.repeat(np.arange(len(lengths)), lengths), len(lengths)


def of_groups(times: Any, group: Any, groups: int) -> Any:
    """Lists of the times of each group, in ascending order."""
    ends = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(_sorted(times, group)))


def _sorted(times: Any, group: Any) -> Any:
    """All times by their group, then by themselves: sorted as one number where both have room in it."""
    if not len(times):
        return times
    least = times.min()
    bits = int(times.max() - least).bit_length()
    if bits + int(group[-1]).bit_length() > ROOM:
        return times[np.lexsort((times, group))]
    both = group << bits
    both |= times - least
    both.sort()
    both &= (1 << bits) - 1
    both += least
    return both
