"""Hold: seconds that callers were on hold, per contact that was held at all (domain.md 1.4)

Beside the hold per contact handled, which is smaller where few are held; only rows tell which these are.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "hold_s": [60, 0, 30]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(60, 1)
>>> measure(calls.drop("hold_s"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column hold_s, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import ANSWERED, column, tallies
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Seconds on hold over contacts held; raises UnmappedColumnError."""
    held = column(rows, "outcome").isin(ANSWERED) & (column(rows, "hold_s") > 0)
    return Ratio(tallies(rows).handled_s("hold_s"), rows.count(where=held))
