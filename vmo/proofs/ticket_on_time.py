"""Ticket on time, second calculation, from domain.md 1.7: a missing stamp is late.

>>> from datetime import datetime
>>> row = {"response_due_at": datetime(2026, 1, 5, 10, 15), "responded_at": None}
>>> measure([row, {**row, "responded_at": row["response_due_at"]}], of="response")
Ratio(numerator=1, denominator=2)
>>> measure([row], of="repair")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'repair', expected one of response, resolution
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from vmo.proofs._clock import Calendar, Clock, agreed, every_priority, ticket_due
from vmo.proofs._rows import EVERYONE, Population, Row, UnknownError
from vmo.proofs._tickets import judged, step
from vmo.records import Ratio


def measure(
    rows: Iterable[Row],
    *,
    of: str,
    pauses: str = "counted",
    clock: Any = "calendar",
    due: str = "told",
    target_h: Mapping[str, Any] | None = None,
    calendar: Calendar | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Tickets done by their due time over tickets that have one. Raises RefusedError."""
    column, done = step(of, pauses)
    agreed(due, target_h)
    every_priority(clock, target_h)
    runs = Clock(clock, calendar)
    return judged(rows, population, runs, done, pauses, lambda row: ticket_due(row, runs, due, target_h, column))


def due_at(
    row: Row,
    *,
    of: str,
    clock: Any = "calendar",
    due: str = "told",
    target_h: Mapping[str, Any] | None = None,
    calendar: Calendar | None = None,
) -> datetime | None:
    """When a ticket is due; where that is not known, its opening, so that its period is not known either."""
    try:
        return ticket_due(row, Clock(clock, calendar), due, target_h, step(of, "counted")[0])
    except UnknownError:
        opened: datetime | None = row.get("opened_at")
        return opened
