"""Milestones on time: milestones accepted on or before the date in force, out of those due (domain.md 1.8, decision Q3).

The date in force is that of the last plan which the client approved: a later one counts only where it was approved before
the date first committed. What counts is when the milestone was delivered, if it was accepted without rework; after rework,
when it was accepted. Not accepted is a miss. A feed that does not map committed_at has no plan that moved, one that does
not map `rework` or `cancelled` has none of it.

>>> import ibis
>>> told = ibis.memtable({"due_at": ["2026-01-10"] * 2, "delivered_at": ["2026-01-09", "2026-01-09"],
...                       "accepted_at": ["2026-01-12", "2026-01-12"], "rework": [False, True]})
>>> milestones = told.mutate(**{name: told[name].cast("timestamp") for name in ("due_at", "delivered_at", "accepted_at")})
>>> ratio = measure(milestones)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(milestones.drop("accepted_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column accepted_at, which the feed does not map
"""

from typing import Any

import ibis

from vmo.metrics._deferred import flagged
from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Milestones on time over milestones due and not cancelled; raises UnmappedColumnError."""
    accepted = column(rows, "accepted_at")
    delivered = ibis.coalesce(column(rows, "delivered_at"), accepted)
    done = ibis.ifelse(flagged(rows, "rework"), accepted, delivered)
    is_due = column(rows, "due_at").notnull() & ~flagged(rows, "cancelled")
    in_time = accepted.notnull() & (done <= _in_force(rows))
    return Ratio(rows.count(where=is_due & in_time), rows.count(where=is_due))


def _in_force(rows: Any) -> Any:
    due = rows.due_at
    if "committed_at" not in rows.columns:
        return due
    first = rows.committed_at
    approved = rows.baseline_approved_at if "baseline_approved_at" in rows.columns else ibis.null("timestamp")
    moved = (due > first) & ~(approved < first).fill_null(False)
    return ibis.ifelse(moved.fill_null(False), first, due)
