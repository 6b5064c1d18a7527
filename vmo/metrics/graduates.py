"""Graduates: new hires who completed their training successfully, out of those who began it (domain.md 1.7, metric 44).

Who left early is no graduate. A class that does not tell its starters or its graduates is no evidence.

>>> import ibis
>>> classes = ibis.memtable({"starters": [12, 8], "graduates": [10, 8]})
>>> ratio = measure(classes)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(18, 20)
>>> measure(classes.drop("starters"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column starters, which the feed does not map
"""

from typing import Any

from vmo.metrics._deferred import evident
from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Graduates over starters; raises UnmappedColumnError."""
    starters, graduates = column(rows, "starters"), column(rows, "graduates")
    return Ratio(evident(graduates, graduates.notnull(), "int64"), evident(starters, starters.notnull(), "int64"))
