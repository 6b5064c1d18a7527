"""Ticket on time, second calculation, from domain.md 1.7: a missing stamp is late.

>>> from datetime import datetime
>>> row = {"response_due_at": datetime(2026, 1, 5, 10, 15), "responded_at": None}
>>> measure([row, {**row, "responded_at": row["response_due_at"]}], of="response")
Ratio(numerator=1, denominator=2)
>>> measure([row], of="repair")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'repair', expected one of response, resolution
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell
from vmo.proofs._tickets import met, step, tickets
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, of: str, pauses: str = "counted", population: Population = EVERYONE) -> Ratio:
    """Tickets done by their due time over tickets that name one. Raises RefusedError."""
    due, done = step(of, pauses)
    named = [row for row in tickets(rows, population) if cell(row, due) is not None]
    return Ratio(sum(met(row, done, row[due], pauses) for row in named), len(named))
