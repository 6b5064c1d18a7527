"""Review: invoices reviewed before they were issued, and those of them in which an error was found (domain.md 1.8, 37).

`of` is `faulty` (reviewed with at least one error, out of reviewed) or `reviewed` (reviewed, out of all). A review that does
not tell its errors is no evidence.

>>> import ibis
>>> told = ibis.memtable({"reviewed": [True, True, False], "errors": [0, 2, None]})
>>> ratio = measure(told, of="faulty")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(told, of="sent")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'sent', expected one of faulty, reviewed
"""

from typing import Any, Literal, get_args

from vmo.metrics._deferred import evident_count
from vmo.metrics._tallies import column, one_of
from vmo.records import Ratio

Of = Literal["faulty", "reviewed"]


def measure(rows: Any, *, of: Of) -> Ratio:
    """Invoices with an error over invoices reviewed, or invoices reviewed over all; raises RefusedError."""
    one_of("of", of, get_args(Of))
    reviewed = column(rows, "reviewed").fill_null(False)
    if of == "reviewed":
        return Ratio(rows.count(where=reviewed), rows.count())
    errors = column(rows, "errors")
    return Ratio(evident_count(rows, errors > 0, errors.notnull(), reviewed), rows.count(where=reviewed))
