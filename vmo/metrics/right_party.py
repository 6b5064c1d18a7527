"""Right party: contacts in which the person wanted was reached, out of all attempts.

Every row is an attempt, however it ended; one that does not tell who was reached reached nobody (domain.md 1.9).

>>> import ibis
>>> calls = ibis.memtable({"right_party": [True, False, None], "outcome": ["answered", "busy", "busy"]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(calls.drop("right_party"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column right_party, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Right parties over attempts; raises UnmappedColumnError."""
    return Ratio(rows.count(where=column(rows, "right_party")), rows.count())
