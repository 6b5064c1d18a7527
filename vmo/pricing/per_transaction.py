"""Per transaction: items of deferred work that were completed, and are not work done over.

An item counts when it is completed; one that was cancelled, or that repeats work done wrong (`rework`), is not billed
(domain.md 4, row 7).

>>> import ibis
>>> items = ibis.memtable({"completed_at": [1, 2, None], "rework": [False, True, False]})
>>> int(quantity(items).execute())
1
>>> quantity(items.drop("rework"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column rework, which the feed does not map
"""

from typing import Any

import ibis

from vmo.pricing._billable import column
from vmo.records import Unit

KIND = "work_items"
LOOK = "completed"
UNIT = Unit("item")


def quantity(rows: Any) -> Any:
    """The number of items; raises UnmappedColumnError where the feed does not tell rework."""
    cancelled = (rows.status == "cancelled").fill_null(False) if "status" in rows.columns else ibis.literal(False)
    again = column(rows, "rework").fill_null(False)
    return rows.count(where=column(rows, "completed_at").notnull() & ~cancelled & ~again)
