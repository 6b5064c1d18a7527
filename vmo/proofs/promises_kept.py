"""Promises kept, second calculation, from domain.md 1.9: kept / promised.

>>> measure([{"promised": True, "promise_kept": True}, {"promised": False, "promise_kept": None}])
Ratio(numerator=1, denominator=1)
>>> measure([{"promised": True}])
Traceback (most recent call last):
vmo.records.RefusedError: promise_kept: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Kept over promised. Raises RefusedError."""
    promises = [row for row in within(rows, population) if cell(row, "promised")]
    return Ratio(sum(bool(cell(row, "promise_kept")) for row in promises), len(promises))
