"""Ticket on time: tickets responded to, or resolved, by the time that the ticket names, out of those due (domain.md 1.7)

Done exactly at the due time is on time. A ticket without a stamp is late, never left out; a cancelled one is not due. With
`pauses: deducted` the time that the ticket waited for others does not count.

>>> import ibis
>>> told = {"response_due_at": ["2026-01-05T10:15:00"] * 3, "responded_at": ["2026-01-05T10:15:00", "2026-01-05T10:16:00", None]}
>>> tickets = ibis.memtable(told).mutate(**{name: ibis._[name].cast("timestamp") for name in told})
>>> ratio = measure(tickets, of="response")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(tickets, of="resolution")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column resolution_due_at, which the feed does not map
"""

from typing import Any

from vmo.metrics._deferred import ms
from vmo.metrics._tickets import Pauses, Step, done_ms, due_at, standing
from vmo.records import Ratio


def measure(rows: Any, *, of: Step, pauses: Pauses = "counted") -> Ratio:
    """Tickets done by their due time over tickets due; raises RefusedError, UnmappedColumnError."""
    due = due_at(rows, of)
    members = due.notnull() & standing(rows)
    in_time = (done_ms(rows, of, pauses) <= ms(due)).fill_null(False)
    return Ratio(rows.count(where=members & in_time), rows.count(where=members))
