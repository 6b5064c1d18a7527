"""Conversion: handled contacts that ended in a sale, out of contacts handled.

Sales that were cancelled afterwards are none (domain.md 1.9). A contact that tells of no sale made none.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered"] * 3, "sale": [True, True, None], "sale_cancelled": [True, False, None]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 3)
>>> measure(calls.drop("sale"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column sale, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Sales that stand over contacts handled; raises UnmappedColumnError."""
    handled = column(rows, "outcome") == "answered"
    sold = handled & column(rows, "sale").fill_null(False) & ~column(rows, "sale_cancelled").fill_null(False)
    return Ratio(rows.count(where=sold), rows.count(where=handled))
