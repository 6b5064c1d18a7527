"""On time: what was done by its due time, out of what was due (domain.md 1.6 to 1.8).

Done exactly at the due time is on time. What is open and due is a miss, never left out. What nobody wants any longer
(`unless`: cancelled, withdrawn) is not due; a feed that does not map that column has none of it.

>>> import ibis
>>> reports = ibis.memtable({"due_at": [10, 10, 10], "delivered_at": [10, 11, None]})
>>> ratio = measure(reports, due="due_at", done="delivered_at")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(reports, due="due_at", done="sent_at")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column sent_at, which the feed does not map
"""

from typing import Any

from vmo.metrics._deferred import flagged
from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any, *, due: str, done: str, unless: str | None = None) -> Ratio:
    """Rows done by their due time over rows due; raises UnmappedColumnError."""
    is_due = column(rows, due).notnull()
    if unless is not None:
        is_due &= ~flagged(rows, unless)
    return Ratio(rows.count(where=is_due & (column(rows, done) <= rows[due])), rows.count(where=is_due))
