"""Item time: seconds that agents worked on items of deferred work, per item completed and not cancelled.

As of a contact, a blank adds nothing (domain.md 1.4, metric 12).

>>> import ibis
>>> items = ibis.memtable({"completed_at": ["2026-01-02", "2026-01-02", None], "handle_s": [120, 60, 500]})
>>> ratio = measure(items)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(180, 2)
>>> measure(items.drop("handle_s"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column handle_s, which the feed does not map
"""

from typing import Any

import ibis

from vmo.metrics._deferred import SUM_OF_SECONDS, completed
from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Seconds worked over items completed; raises UnmappedColumnError."""
    done = completed(rows)
    worked = column(rows, "handle_s").sum(where=done).cast(SUM_OF_SECONDS)
    return Ratio(worked.fill_null(ibis.literal(0).cast(SUM_OF_SECONDS)), rows.count(where=done))
