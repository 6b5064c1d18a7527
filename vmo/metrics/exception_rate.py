"""Exception rate: exceptions raised, out of the items of the processes that they are raised on (domain.md 1.1, metric 30).

`parents` names those processes; without it, all but the exceptions themselves.

>>> import ibis
>>> items = ibis.memtable({"process": ["payment", "payment", "bulk", "exception"]})
>>> ratio = measure(items, parents=["payment"])
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(items, parents=["exception"])
Traceback (most recent call last):
vmo.records.RefusedError: parents: found 'exception', expected one of non_electronic, electronic, bulk, payment
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._tallies import column, one_of
from vmo.records import Ratio

PARENTS = ("non_electronic", "electronic", "bulk", "payment")


def measure(rows: Any, *, parents: Sequence[str] = PARENTS) -> Ratio:
    """Exceptions over items of the parent processes; raises RefusedError for a strange process."""
    for one in parents:
        one_of("parents", one, PARENTS)
    process = column(rows, "process")
    return Ratio(rows.count(where=process == "exception"), rows.count(where=process.isin(list(parents))))
