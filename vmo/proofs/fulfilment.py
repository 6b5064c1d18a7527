"""Staffing fulfilment, second calculation, from domain.md 1.2.7 and 1.9: min(delivered, required) of each interval.

>>> measure([{"required_agents": 10, "delivered_agents": 12}, {"required_agents": 10, "delivered_agents": None}])
Ratio(numerator=Decimal('12'), denominator=Decimal('20'))
>>> measure([{"required_agents": 10}])
Traceback (most recent call last):
vmo.records.RefusedError: delivered_agents: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Cell, Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Agents at work, and agents required. Raises RefusedError."""
    delivered = required = Decimal(0)
    for row in within(rows, population):
        delivered += cell(row, "delivered_agents") or 0
        required += cell(row, "required_agents") or 0
    return Ratio(delivered, required)


def attain(cells: Sequence[Cell]) -> Ratio:
    """Agents required that were there, over agents required; each interval at each place on its own."""
    there = needed = Fraction(0)
    for one in cells:
        delivered, required = Fraction(one.ratio.numerator), Fraction(one.ratio.denominator)
        there += min(delivered, required)
        needed += required
    return Ratio(there, needed)
