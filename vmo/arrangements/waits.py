"""Waits: contacts with the length of their wait as `value_s`, for a count of each length (domain.md 1.0, percentiles)

>>> import ibis
>>> str(arrange(ibis.memtable({"wait_s": ["12.500"]})).value_s.execute()[0])
'12.500'
>>> arrange(ibis.memtable({"outcome": ["answered"]}))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column wait_s, which the feed does not map
"""

from typing import Any

from vmo.records import UnmappedColumnError


def arrange(rows: Any) -> Any:
    """The rows whose wait is known; raises UnmappedColumnError without wait_s."""
    if "wait_s" not in rows.columns:
        raise UnmappedColumnError("wait_s")
    return rows.filter(rows.wait_s.notnull()).mutate(value_s=rows.wait_s.cast("decimal(12,3)"))
