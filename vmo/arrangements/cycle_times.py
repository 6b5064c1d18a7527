"""Cycle times: completed items with the time since their receipt as `value_s`, when completed (domain.md 1.0, 1.6)

On the calendar clock: pauses, nights and holidays included.

>>> import ibis
>>> told = ibis.memtable({"received_at": ["2026-01-05T09:00"], "completed_at": ["2026-01-05T10:20"]})
>>> found = arrange(told.mutate(**{name: told[name].cast("timestamp") for name in told.columns})).execute()
>>> str(found.value_s[0]), str(found.quarter_at[0])
('4800.000', '2026-01-05 10:15:00')
>>> arrange(told.drop("completed_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column completed_at, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

SEEN_AT = ("completed",)
EXACT = "decimal(18,3)"


def arrange(rows: Any) -> Any:
    """The rows that were completed, at the quarter-hour of that; raises UnmappedColumnError without the two instants."""
    for name in ("received_at", "completed_at"):
        if name not in rows.columns:
            raise UnmappedColumnError(name)
    done = rows.filter(rows.completed_at.notnull() & rows.received_at.notnull())
    passed = (_ms(done.completed_at) - _ms(done.received_at)).cast(EXACT) * ibis.literal("0.001").cast(EXACT)
    quarter = done.completed_at.truncate("h") + ((done.completed_at.minute() // 15) * 15).as_interval("m")
    return done.mutate(value_s=passed.cast("decimal(12,3)"), quarter_at=quarter)


def _ms(at: Any) -> Any:
    return at.truncate("s").epoch_seconds().cast("int64") * 1000 + at.millisecond()
