"""Next: contacts with the time until the customer's next one, as `next_ms`, in whatever rows that one stands.

`identified` says whether a contact tells what makes it the same: the customer, or the reason as well.

The next contact is the first of another contact_id that the same customer begins after this one entered the queue: an
inbound contact with a customer_id, whatever became of it, unless it never queued. Times are whole milliseconds.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

import ibis

from vmo.records import UnmappedColumnError

NEVER_QUEUED = ("busy", "vru_hang")
NEEDED = ("contact_id", "offered_at")


def with_next(rows: Any, among: Any, same: Sequence[str]) -> Any:
    """The rows with `identified`, and `next_ms`: null where none follows, or a column of `same` is blank.

    Raises UnmappedColumnError.
    """
    for name in (*NEEDED, *same):
        if name not in rows.columns:
            raise UnmappedColumnError(name)
    own = rows.select("record", *same, at_ms=_ms(rows.offered_at), begins_ms=ibis.null("int64"))
    begun = among.filter([among[name].notnull() for name in (*same, *NEEDED)])
    begun = begun.filter((begun.direction == "inbound") & begun.outcome.notin(NEVER_QUEUED))
    firsts = begun.group_by([*same, "contact_id"]).aggregate(at_ms=_ms(begun.offered_at).min())
    starts = firsts.select(*same, "at_ms", record=ibis.null(own.record.type()), begins_ms=firsts.at_ms)
    both = own.union(starts.select(own.columns))
    later = ibis.window(group_by=list(same), order_by="at_ms", range=(1, None))
    both = both.mutate(next_ms=both.begins_ms.min().over(later) - both.at_ms)
    told = reduce(and_, (rows[name].notnull() for name in same))
    # No more is put in order than the order needs; the rest of a row is found again by its record.
    return rows.mutate(identified=told).join(both.filter(both.record.notnull()).select("record", "next_ms"), "record")


def _ms(at: Any) -> Any:
    return at.truncate("s").epoch_seconds().cast("int64") * 1000 + at.millisecond()
