"""Promises kept: promises to pay that were kept, out of all promises.

A promise of which nobody tells that it was kept was not (domain.md 1.9).

>>> import ibis
>>> calls = ibis.memtable({"promised": [True, True, False, None], "promise_kept": [True, None, True, None]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(calls.drop("promise_kept"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column promise_kept, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Kept over promised; raises UnmappedColumnError."""
    promised = column(rows, "promised")
    return Ratio(rows.count(where=promised & column(rows, "promise_kept")), rows.count(where=promised))
