"""Items: items of deferred work received, or completed and not cancelled.

>>> import ibis
>>> items = ibis.memtable({"completed_at": ["2026-01-02", None], "status": ["completed", "cancelled"]})
>>> int(measure(items, of="received").numerator.execute()), int(measure(items, of="completed").numerator.execute())
(2, 1)
>>> measure(items, of="opened")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'opened', expected one of received, completed
"""

from typing import Any, Literal, get_args

from vmo.metrics._deferred import completed
from vmo.metrics._tallies import one_of
from vmo.records import Ratio

Of = Literal["received", "completed"]


def measure(rows: Any, *, of: Of) -> Ratio:
    """The number of items, without a denominator; raises RefusedError for a strange `of`."""
    one_of("of", of, get_args(Of))
    return Ratio(rows.count() if of == "received" else rows.count(where=completed(rows)))
