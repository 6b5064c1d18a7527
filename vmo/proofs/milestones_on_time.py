"""Milestones on time, second calculation, from domain.md 1.8 and decision Q3.

>>> plan = {"due_at": 10, "delivered_at": 9, "accepted_at": 12}
>>> measure([{**plan, "rework": False}, {**plan, "rework": True}])
Ratio(numerator=1, denominator=2)
>>> measure([{"due_at": 10, "delivered_at": 9}])
Traceback (most recent call last):
vmo.records.RefusedError: accepted_at: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._deferred import in_force, is_set
from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Milestones accepted whose delivery, or acceptance after rework, kept the date. Raises RefusedError."""
    hits = members = 0
    for row in within(rows, population):
        date = in_force(row)
        accepted, delivered = cell(row, "accepted_at"), cell(row, "delivered_at")
        if date is None or is_set(row, "cancelled"):
            continue
        members += 1
        if accepted is not None:
            counts = accepted if is_set(row, "rework") or delivered is None else delivered
            hits += counts <= date
    return Ratio(hits, members)
