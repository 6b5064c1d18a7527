"""Ticket in target, second calculation, from domain.md 1.7: by priority, on its clock; a missing stamp is late.

>>> from datetime import datetime
>>> row = {"opened_at": datetime(2026, 1, 5, 10), "priority": "P1", "restored_at": datetime(2026, 1, 5, 14)}
>>> measure([row, {**row, "priority": "P3"}], of="resolution", target_h={"P1": 4})
Ratio(numerator=1, denominator=1)
>>> measure([row], of="resolution", target_h={})
Traceback (most recent call last):
vmo.records.RefusedError: target_h: found {}, expected hours by priority, as {P1: 4, P2: 8}
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from vmo.proofs._clock import Calendar, Clock, every_priority, ticket_due
from vmo.proofs._deferred import of_hours
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.proofs._tickets import judged, step
from vmo.records import Ratio, RefusedError


def measure(
    rows: Iterable[Row],
    *,
    of: str,
    target_h: Mapping[str, Decimal | int],
    pauses: str = "counted",
    clock: Any = "calendar",
    calendar: Calendar | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Tickets done in target over tickets whose priority has one. Raises RefusedError."""
    if not isinstance(target_h, Mapping) or not target_h:
        raise RefusedError([f"target_h: found {target_h!r}, expected hours by priority, as {{P1: 4, P2: 8}}"])
    for priority, hours in target_h.items():
        of_hours(hours, f"target_h of {priority}")
    every_priority(clock, target_h)
    column, done = step(of, pauses)
    runs = Clock(clock, calendar)
    return judged(rows, population, runs, done, pauses, lambda row: ticket_due(row, runs, "computed", target_h, column))
