"""Open amount: the value of the items open at a snapshot, in one currency, such as unprocessed payments (domain.md 1.1).

A row in another currency than the contract's term says, or without an amount, is no evidence. `snapshots`: `last` is the
snapshot of the last day, `daily` the mean of the days. Nothing open is 0.

>>> import ibis
>>> items = ibis.memtable({"amount": [10, 5], "currency": ["USD", "USD"]})
>>> int(measure(items, currency="USD").numerator.execute())
15
>>> measure(items, currency="USD", snapshots="first")
Traceback (most recent call last):
vmo.records.RefusedError: snapshots: found 'first', expected one of last, daily
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from vmo.metrics._deferred import amount_of
from vmo.metrics._snapshots import Snapshots, taken, told
from vmo.records import Cell, Ratio


def measure(rows: Any, *, currency: str, snapshots: Snapshots = "last") -> Ratio:
    """The sum in units of the currency, without a denominator; raises RefusedError for strange terms."""
    told(snapshots)
    return Ratio(amount_of(rows, "amount", currency))


def attain(cells: Sequence[Cell], *, counted_on: Sequence[date] = (), snapshots: Snapshots = "last") -> Ratio:
    """The value open in the snapshots that count; None where there is no snapshot."""
    found = taken(cells, snapshots, counted_on)
    return Ratio(found.numerator, Decimal(found.snapshots)) if found.snapshots else Ratio(None)
