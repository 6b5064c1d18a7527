"""Cost: what the elements of cost come to, in one currency.

`elements` names those that count; without it, all. Who buys the service counts partner_invoice and service_credit, so that
the cost is what was invoiced net of credits (domain.md 1.4). A credit is negative in the ledger already.

>>> import ibis
>>> ledger = ibis.memtable({"element": ["staff", "premises"], "amount": [100, 20], "currency": ["USD", "USD"]})
>>> int(measure(ledger, currency="USD", elements=["staff"]).numerator.execute())
100
>>> measure(ledger, currency="USD", elements=[])
Traceback (most recent call last):
vmo.records.RefusedError: elements: found none, expected elements of cost, such as staff; leave the term out to count all
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._deferred import amount_of
from vmo.metrics._tallies import column
from vmo.records import Ratio, RefusedError


def measure(rows: Any, *, currency: str, elements: Sequence[str] | None = None) -> Ratio:
    """The sum in units of the currency, without a denominator; raises RefusedError for strange terms."""
    if elements is None:
        return Ratio(amount_of(rows, "amount", currency))
    if not elements:
        raise RefusedError(
            ["elements: found none, expected elements of cost, such as staff; leave the term out to count all"]
        )
    return Ratio(amount_of(rows, "amount", currency, column(rows, "element").isin(list(elements))))
