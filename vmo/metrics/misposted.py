"""Misposted: value of payments that was posted wrongly, out of the value completed (domain.md 1.1, metric 24; decision Q3).

Both are absolute, so that a reversal adds as its payment does. A blank in `misposted` says that nothing of the payment was
posted wrongly.

>>> import ibis
>>> paid = ibis.memtable({"completed_at": ["2026-01-02"] * 2, "amount": [100, 50], "misposted": [20, None],
...                       "currency": ["USD"] * 2})
>>> ratio = measure(paid, currency="USD")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(20, 150)
>>> measure(paid.drop("misposted"), currency="USD")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column misposted, which the feed does not map
"""

from typing import Any

import ibis

from vmo.metrics._deferred import SUM_OF_NUMBERS, amount_of, completed
from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any, *, currency: str) -> Ratio:
    """Value misposted over value of payments completed, in units of the currency; raises RefusedError."""
    done = completed(rows)
    wrong = column(rows, "misposted").abs().sum(where=done).cast(SUM_OF_NUMBERS)
    return Ratio(
        wrong.fill_null(ibis.literal(0).cast(SUM_OF_NUMBERS)),
        amount_of(rows, "amount", currency, done, absolute=True),
    )
