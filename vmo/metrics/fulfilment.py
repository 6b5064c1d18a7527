"""Staffing fulfilment: agents at work, no more than were required, out of agents required, interval by interval

Agents too many in one interval, or at one site, in one program or language, do not make up for those too few in another
(domain.md 1.2.7, 1.9). An interval that tells no agents at work had none.

>>> import ibis
>>> ratio = measure(ibis.memtable({"required_agents": [10, 10], "delivered_agents": [12, None]}))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(12, 20)
>>> from datetime import UTC, datetime
>>> from vmo.records import Cell
>>> at = datetime(2026, 6, 1, 9)
>>> attain([Cell(at, at.replace(tzinfo=UTC), {}, Ratio(*agents)) for agents in ((12, 10), (8, 10))])
Ratio(numerator=Fraction(18, 1), denominator=Fraction(20, 1))
>>> measure(ibis.memtable({"required_agents": [10]}))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column delivered_agents, which the feed does not map
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import ibis

from vmo.metrics._tallies import column
from vmo.records import Cell, Ratio

SUM = "decimal(38,6)"


def measure(rows: Any) -> Ratio:
    """Agents at work and agents required; raises UnmappedColumnError."""
    delivered, required = column(rows, "delivered_agents"), column(rows, "required_agents")
    none = ibis.literal(0).cast(SUM)
    return Ratio(delivered.sum().cast(SUM).fill_null(none), required.sum().cast(SUM).fill_null(none))


def attain(cells: Sequence[Cell]) -> Ratio:
    """Agents that met a requirement over agents required, exact: cell by cell, an interval at a place."""
    pairs = [(Fraction(one.ratio.numerator), Fraction(one.ratio.denominator)) for one in cells]
    zero = Fraction(0)
    return Ratio(sum((min(pair) for pair in pairs), zero), sum((required for _, required in pairs), zero))
