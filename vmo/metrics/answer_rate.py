"""Answer rate: contacts answered, out of contacts offered.

It is no service level: how long anybody waited does not count (domain.md 1.2.12).

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "abandoned", "busy"]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(calls.drop("outcome").mutate(wait_s=1))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column outcome or offered, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import tallies
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Answered over offered; raises UnmappedColumnError where the feed maps neither."""
    seen = tallies(rows)
    return Ratio(seen.answered(), seen.offered())
