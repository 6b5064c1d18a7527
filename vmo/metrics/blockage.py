"""Blockage: calls that met a busy line, out of those and the calls offered.

Blocked calls never reach the queue, so that no service level shows them (domain.md 1.2.11).

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "abandoned", "busy", "vru_hang"]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(calls.drop("outcome").mutate(offered=1))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column blocked, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import tallies
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Blocked over blocked and offered; raises UnmappedColumnError."""
    seen = tallies(rows)
    return Ratio(seen.blocked(), seen.blocked() + seen.offered())
