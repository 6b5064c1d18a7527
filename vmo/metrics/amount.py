"""Amount: the sum of an amount in one currency.

Amounts in two currencies are no sum: a row in another currency than the contract's term says, or without an amount, is no
evidence, and the sum is not known.

>>> import ibis
>>> items = ibis.memtable({"amount": [10, -2], "currency": ["USD", "USD"]})
>>> int(measure(items, currency="USD").numerator.execute())
8
>>> measure(items, currency="dollars")
Traceback (most recent call last):
vmo.records.RefusedError: currency: found 'dollars', expected a code such as USD
"""

from typing import Any

from vmo.metrics._deferred import amount_of
from vmo.records import Ratio


def measure(rows: Any, *, currency: str) -> Ratio:
    """The sum in units of the currency, without a denominator; raises RefusedError for a strange currency."""
    return Ratio(amount_of(rows, "amount", currency))
