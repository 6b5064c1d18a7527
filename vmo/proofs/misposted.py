"""Misposted, second calculation, from domain.md 1.1 (line 24: money misposted / money processed) and decision Q3.

>>> done = {"completed_at": 1, "currency": "USD"}
>>> measure([{**done, "amount": 100, "misposted": 20}, {**done, "amount": -50, "misposted": None}], currency="USD")
Ratio(numerator=Decimal('20'), denominator=Decimal('150'))
>>> measure([{**done, "amount": 100}], currency="USD")
Traceback (most recent call last):
vmo.records.RefusedError: misposted: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._deferred import is_completed, value
from vmo.proofs._rows import EVERYONE, Population, Row, cell, known, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, currency: str, population: Population = EVERYONE) -> Ratio:
    """Absolute value misposted over absolute value completed. Raises RefusedError."""
    done = [row for row in within(rows, population) if is_completed(row)]
    wrong = sum((abs(Decimal(cell(row, "misposted") or 0)) for row in done), Decimal(0))
    gross = [{**row, "amount": None if cell(row, "amount") is None else abs(row["amount"])} for row in done]
    return Ratio(wrong, known(lambda: value(gross, "amount", currency)))
