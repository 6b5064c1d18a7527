"""Hold, second calculation, from domain.md 1.4: over only contacts with hold.

>>> measure([{"outcome": "answered", "hold_s": 60}, {"outcome": "answered", "hold_s": None}])
Ratio(numerator=Decimal('60'), denominator=1)
>>> measure([{"outcome": "answered"}])
Traceback (most recent call last):
vmo.records.RefusedError: hold_s: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """The holds there were, added up, and how many. Raises RefusedError."""
    answered = [row for row in within(rows, population) if cell(row, "outcome") == "answered"]
    holds = [Decimal(cell(row, "hold_s") or 0) for row in answered]
    return Ratio(sum(holds, Decimal(0)), sum(hold > 0 for hold in holds))
