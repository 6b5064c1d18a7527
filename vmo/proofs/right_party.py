"""Right party, second calculation, from domain.md 1.9: right-party contacts / attempts.

>>> measure([{"right_party": True}, {"right_party": None}])
Ratio(numerator=1, denominator=2)
>>> measure([{"outcome": "busy"}])
Traceback (most recent call last):
vmo.records.RefusedError: right_party: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Right parties over attempts. Raises RefusedError."""
    reached = [bool(cell(row, "right_party")) for row in within(rows, population)]
    return Ratio(sum(reached), len(reached))
