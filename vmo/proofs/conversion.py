"""Conversion, second calculation, from domain.md 1.9: sales net of cancellations / handled.

>>> sold = {"outcome": "answered", "sale": True, "sale_cancelled": False}
>>> measure([sold, {**sold, "sale": None}])
Ratio(numerator=1, denominator=2)
>>> measure([{"outcome": "answered", "sale": True}])
Traceback (most recent call last):
vmo.records.RefusedError: sale_cancelled: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Sales that stand over contacts handled. Raises RefusedError."""
    handled = [row for row in within(rows, population) if cell(row, "outcome") == "answered"]
    sales = [row for row in handled if cell(row, "sale")]
    return Ratio(sum(not cell(row, "sale_cancelled") for row in sales), len(handled))
