"""Short abandons: contacts abandoned before short_s, out of contacts offered.

They are left out of service levels and abandon rates, so that a large share of them is to be seen (domain.md 1.2.4).

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "abandoned", "abandoned"], "wait_s": [9, 4, 5]})
>>> ratio = measure(calls, short_s=5)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(calls, short_s=-1)
Traceback (most recent call last):
vmo.records.RefusedError: short_s: found -1, expected 0 s or more, with no more than 3 decimals
"""

from typing import Any

from vmo.metrics._tallies import Number, tallies
from vmo.records import Ratio


def measure(rows: Any, *, short_s: Number) -> Ratio:
    """Short abandons over offered; raises RefusedError, UnmappedColumnError."""
    seen = tallies(rows)
    return Ratio(seen.abandoned_short(short_s), seen.offered())
