"""Handling times: contacts with their time of handling as `value_s`, for a count of each length (domain.md 1.0, 1.4)

Where the feed maps no handle_s it is the sum of what it maps of talk, hold and after-contact work; a blank adds nothing.

>>> import ibis
>>> calls = ibis.memtable({"talk_s": ["60.000"], "acw_s": ["30.500"]})
>>> calls = calls.mutate(**{name: calls[name].cast("decimal(12,3)") for name in calls.columns})
>>> str(arrange(calls).value_s.execute()[0])
'90.500'
>>> arrange(ibis.memtable({"wait_s": [5]}))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column handle_s or talk_s or hold_s or acw_s, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

WHOLE, PARTS = "handle_s", ("talk_s", "hold_s", "acw_s")
SECONDS = "decimal(12,3)"


def arrange(rows: Any) -> Any:
    """The rows with their handling time; raises UnmappedColumnError where the feed maps none of it."""
    mapped = [WHOLE] if WHOLE in rows.columns else [name for name in PARTS if name in rows.columns]
    if not mapped:
        raise UnmappedColumnError(WHOLE, *PARTS)
    none = ibis.literal(0).cast(SECONDS)
    first, *others = (rows[name].fill_null(none) for name in mapped)
    return rows.mutate(value_s=sum(others, start=first).cast(SECONDS))
