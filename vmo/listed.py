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


def in_order(lists: Any, order: Any) -> Any:
    """The lists in that order, each in ascending order; one of nothing, or none, is empty.

    >>> in_order(pa.chunked_array([[[9, -2, 7], None, [5]]]), pa.array([2, 1, 0])).to_pylist()
    [[5], [], [-2, 7, 9]]
    """
    whole = lists.combine_chunks()
    lengths = pc.list_value_length(whole).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    places = order.to_numpy()
    rank = np.empty(len(places), np.int64)
    rank[places] = np.arange(len(places))
    starts = np.concatenate([[0], np.cumsum(lengths[places])])
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pa.array(_sorted(whole, np.repeat(rank, lengths))))


def _sorted(lists: Any, rank: Any) -> Any:
    """All times by the rank of their list, then by themselves: sorted as one number where both have room in it."""
    times = lists.flatten().to_numpy(zero_copy_only=False)
    if not len(times):
        return times
    least = times.min()
    bits = int(times.max() - least).bit_length()
    if bits + int(rank.max()).bit_length() > ROOM:
        return times[np.lexsort((times, rank))]
    rank <<= bits
    rank |= times - least
    rank.sort()
    rank &= (1 << bits) - 1
    rank += least
    return rank
