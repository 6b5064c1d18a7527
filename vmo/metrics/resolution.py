"""Resolution: answered contacts that the agent resolved, out of those that could be resolved.

As agents tell it (domain.md 1.9); whether the customer came back is not looked at. A contact without a word of `resolved`
stands on neither side; where the feed tells nothing of `resolvable`, or a contact does not, it could be resolved.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered"] * 3, "resolved": [True, False, None]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(calls.drop("resolved"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column resolved, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Resolved over resolvable; raises UnmappedColumnError."""
    resolved = column(rows, "resolved")
    judged = (column(rows, "outcome") == "answered") & resolved.notnull()
    if "resolvable" in rows.columns:
        judged = judged & rows.resolvable.fill_null(True)
    return Ratio(rows.count(where=judged & resolved), rows.count(where=judged))
