"""Overdue: reports and invoices at every midnight UTC at which they are due and not sent (domain.md 1.1, rows 32 and 35)

A register of what was due and sent holds no snapshots, so each row is shown at each midnight after its due time until it
was sent, as `snapshot_at`, in the quarter-hour that ends there; no longer than DAYS_BACK days. Cancelled rows are not due.

>>> import ibis
>>> told = ibis.memtable({"due_at": ["2026-01-30T09:00"], "delivered_at": ["2026-02-01T09:00"]})
>>> rows = told.mutate(**{name: told[name].cast("timestamp") for name in told.columns})
>>> [str(one) for one in sorted(arrange(rows).snapshot_at.execute())]
['2026-01-31 00:00:00', '2026-02-01 00:00:00']
>>> arrange(rows.drop("delivered_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column delivered_at or issued_at, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

DAYS_BACK = 366
EVERY_DAY = True
SEEN_AT = ("due", "due_issue")
SENT = {"due_at": "delivered_at", "due_issue_at": "issued_at"}


def arrange(rows: Any) -> Any:
    """A row for each midnight at which it is overdue; raises UnmappedColumnError without its two instants."""
    pairs = [(due, sent) for due, sent in SENT.items() if due in rows.columns and sent in rows.columns]
    if not pairs:
        raise UnmappedColumnError(*SENT.values())
    due, sent = (rows[name] for name in pairs[0])
    wanted = ~rows.cancelled.fill_null(False) if "cancelled" in rows.columns else ibis.literal(True)
    known = rows.filter(due.notnull() & wanted)
    days = known.mutate(nth=ibis.range(1, DAYS_BACK + 1).unnest())
    first = days[pairs[0][0]].truncate("D")
    shown = days.mutate(snapshot_at=first + days.nth.as_interval("D"))
    late = shown.filter(shown[sent.get_name()].isnull() | (shown[sent.get_name()] > shown.snapshot_at))
    return late.mutate(quarter_at=late.snapshot_at - ibis.interval(minutes=15)).drop("nth")
