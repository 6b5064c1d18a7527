"""Resolution, second calculation, from domain.md 1.9 (fcr, agent-based): resolved / resolvable.

>>> measure([{"outcome": "answered", "resolved": True}, {"outcome": "answered", "resolved": False}])
Ratio(numerator=1, denominator=2)
>>> measure([{"outcome": "answered"}])
Traceback (most recent call last):
vmo.records.RefusedError: resolved: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Resolved over resolvable contacts of which it is told. Raises RefusedError."""
    answered = [row for row in within(rows, population) if cell(row, "outcome") == "answered"]
    told = [cell(row, "resolved") for row in answered if row.get("resolvable") is not False]
    return Ratio(told.count(True), told.count(True) + told.count(False))
