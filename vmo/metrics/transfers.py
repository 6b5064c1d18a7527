"""Transfers: answered contacts that the agent passed on, out of contacts answered.

A contact that does not tell whether it was passed on stands on neither side.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered"] * 3, "transferred": [True, False, None]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(calls.drop("transferred"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column transferred, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import tallies
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Passed on over answered; raises UnmappedColumnError."""
    return Ratio(*tallies(rows).transferred())
