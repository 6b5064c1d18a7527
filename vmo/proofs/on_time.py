"""On time, second calculation, from domain.md 1.6 to 1.8: done by the due time, out of what was due.

>>> rows = [{"due_at": 10, "delivered_at": at} for at in (10, 11, None)]
>>> measure(rows, due="due_at", done="delivered_at")
Ratio(numerator=1, denominator=3)
>>> measure(rows, due="due_at", done="sent_at")
Traceback (most recent call last):
vmo.records.RefusedError: sent_at: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._deferred import is_set
from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(
    rows: Iterable[Row], *, due: str, done: str, unless: str | None = None, population: Population = EVERYONE
) -> Ratio:
    """A plain share; open and due is a miss. Raises RefusedError."""
    asked = [row for row in within(rows, population) if cell(row, due) is not None]
    wanted = [row for row in asked if unless is None or not is_set(row, unless)]
    kept = [row for row in wanted if cell(row, done) is not None and row[done] <= row[due]]
    return Ratio(len(kept), len(wanted))
