"""Revenue, second calculation, from domain.md 1.9: sales net of cancellations, in one currency.

>>> measure([{"revenue": 5, "currency": "EUR", "sale_cancelled": None}], currency="EUR")
Ratio(numerator=Decimal('5'), denominator=None)
>>> measure([{"currency": "EUR", "sale_cancelled": None}], currency="EUR")
Traceback (most recent call last):
vmo.records.RefusedError: revenue: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, currency: str, population: Population = EVERYONE) -> Ratio:
    """The sum in the currency; None where a sale that stands is in another. Raises RefusedError."""
    sales = [row for row in within(rows, population) if cell(row, "revenue") is not None]
    standing = [row for row in sales if not cell(row, "sale_cancelled")]
    if any(cell(row, "currency") != currency for row in standing):
        return Ratio(None)
    return Ratio(sum((Decimal(row["revenue"]) for row in standing), Decimal(0)))
