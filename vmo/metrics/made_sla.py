"""Made SLA: tickets of which the partner says that they met their target, out of those of which it says so or not

The partner's own word, where the export tells neither due time nor response (domain.md 1.7). A ticket that says nothing
makes the figure unknown; a cancelled one does not count.

>>> import ibis
>>> ratio = measure(ibis.memtable({"made_sla": [True, True, False]}))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(2, 3)
>>> measure(ibis.memtable({"priority": ["P1"]}))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column made_sla, which the feed does not map
"""

from typing import Any

from vmo.metrics._deferred import evident_count
from vmo.metrics._tallies import column
from vmo.metrics._tickets import standing
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Tickets that met their target over tickets; null where one does not tell. Raises UnmappedColumnError."""
    made, members = column(rows, "made_sla"), standing(rows)
    return Ratio(evident_count(rows, made, made.notnull(), members), rows.count(where=members))
