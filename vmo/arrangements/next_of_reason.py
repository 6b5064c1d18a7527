"""Next contacts for the same reason: contacts with the time until the same customer's next one about it (domain.md 1.9, fcr)

>>> import ibis
>>> told = {"record": [1, 2, 3], "contact_id": ["a", "b", "c"], "customer_id": ["k1", "k1", "k2"]}
>>> told |= {"offered_at": ["2026-10-05T09:00", "2026-10-06T09:00", "2026-10-06T10:00"]}
>>> told |= {"reason": ["bill", "bill", "bill"], "direction": ["inbound"] * 3, "outcome": ["answered", "abandoned", "answered"]}
>>> rows = ibis.memtable(told).mutate(offered_at=ibis._.offered_at.cast("timestamp"))
>>> [None if one != one else int(one) for one in arrange(rows).order_by("record").next_ms.execute()]
[86400000, None, None]
>>> arrange(rows.drop("reason"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column reason, which the feed does not map
"""

from typing import Any

from vmo.arrangements._next import with_next

AMONG = True


def arrange(rows: Any, among: Any = None) -> Any:
    """The rows with `next_ms`, found in `among`, or in the rows; raises UnmappedColumnError."""
    return with_next(rows, rows if among is None else among, ["customer_id", "reason"])
