"""Date in force: milestones at the date of the last plan approved in time (domain.md 1.8)

A later date than the one first committed counts only where the client approved it before that. A milestone whose date was
moved too late stands in the period of its first date, and is judged there.

>>> import ibis
>>> told = ibis.memtable({"due_at": ["2026-02-10T09:00"], "committed_at": ["2026-01-10T09:20"]})
>>> rows = told.mutate(**{name: told[name].cast("timestamp") for name in told.columns})
>>> str(arrange(rows).quarter_at.execute()[0])
'2026-01-10 09:15:00'
>>> arrange(rows.drop("due_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column due_at, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

SEEN_AT = ("due", "committed")


def arrange(rows: Any) -> Any:
    """The rows at the quarter-hour of the date in force; raises UnmappedColumnError without due_at."""
    if "due_at" not in rows.columns:
        raise UnmappedColumnError("due_at")
    due = rows.due_at
    if "committed_at" in rows.columns:
        first = rows.committed_at
        approved = (
            (rows.baseline_approved_at < first) if "baseline_approved_at" in rows.columns else ibis.literal(False)
        )
        moved = (due > first).fill_null(False) & ~approved.fill_null(False)
        due = ibis.ifelse(moved, first, due)
    quarter = due.truncate("h") + ((due.minute() // 15) * 15).as_interval("m")
    return rows.filter(due.notnull()).mutate(quarter_at=quarter)
