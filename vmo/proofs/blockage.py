"""Blockage, second calculation, from domain.md 1.2.11: blocked / (blocked + O).

>>> measure([{"outcome": "answered"}, {"outcome": "busy"}])
Ratio(numerator=1, denominator=2)
>>> measure([{"interval_at": 1, "offered": 1}])
Traceback (most recent call last):
vmo.records.RefusedError: blocked: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._queue import queue
from vmo.proofs._rows import EVERYONE, Population, Row, counted, known
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Busy lines over those and offered. Raises RefusedError."""
    cut = queue(rows, population)
    blocked = known(lambda: len(cut.contacts.get("busy", ())) + counted(cut.intervals, "blocked"))
    offered = known(lambda: cut.o)
    return Ratio(blocked, None if blocked is None or offered is None else blocked + offered)
