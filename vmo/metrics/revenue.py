"""Revenue: value of the sales that stand, in one currency.

Sales that were cancelled afterwards add nothing; a sale in another currency than the contract's, or in none that is
told, leaves the sum unproven (domain.md 1.9).

>>> import ibis
>>> calls = ibis.memtable({"revenue": [100, 50, None], "currency": ["EUR"] * 3, "sale_cancelled": [False, True, None]})
>>> ratio = measure(calls, currency="EUR")
>>> int(ratio.numerator.execute()), ratio.denominator
(100, None)
>>> measure(calls.drop("revenue"), currency="EUR")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column revenue, which the feed does not map
"""

from typing import Any

import ibis

from vmo.metrics._tallies import column
from vmo.records import Ratio

SUM = "decimal(38,6)"


def measure(rows: Any, *, currency: str) -> Ratio:
    """The sum in units of the currency, without a denominator; raises UnmappedColumnError."""
    value = column(rows, "revenue")
    stands = value.notnull() & ~column(rows, "sale_cancelled").fill_null(False)
    foreign = stands & ~(column(rows, "currency") == currency).fill_null(False)
    summed = value.sum(where=stands).cast(SUM).fill_null(ibis.literal(0).cast(SUM))
    return Ratio(ibis.ifelse(foreign.any().fill_null(False), ibis.null(SUM), summed))
