"""Transfers, second calculation, from domain.md 1.9: passed on / answered.

>>> measure([{"outcome": "answered", "transferred": True}, {"outcome": "answered", "transferred": None}])
Ratio(numerator=1, denominator=1)
>>> measure([{"outcome": "answered"}])
Traceback (most recent call last):
vmo.records.RefusedError: transferred: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._queue import queue
from vmo.proofs._rows import EVERYONE, Population, Row, cell, counted, known
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Passed on over answered contacts that tell. Raises RefusedError."""
    cut = queue(rows, population)
    told = [one for row in cut.contacts.get("answered", ()) if (one := cell(row, "transferred")) is not None]
    passed_on = known(lambda: sum(told) + counted(cut.intervals, "transferred"))
    return Ratio(passed_on, known(lambda: len(told) + counted(cut.intervals, "answered")))
