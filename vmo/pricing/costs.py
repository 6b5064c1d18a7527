"""Costs: what the elements of a ledger come to, by their receipts; a credit or a reversal is negative.

In the contract's currency, unless the charge's scope names another.

>>> import ibis
>>> ledger = ibis.memtable({"element": ["pass_through", "staff"], "amount": [3412, 100]})
>>> int(quantity(ledger).execute()), int(quantity(ledger, elements=["staff"]).execute())
(3412, 100)
>>> quantity(ledger, elements=[])
Traceback (most recent call last):
vmo.records.RefusedError: elements: found [], expected a list of elements of cost, such as [telecom]
"""

from collections.abc import Sequence
from typing import Any

import ibis

from vmo.pricing._billable import column
from vmo.records import RefusedError, Unit

KIND = "costs"
UNIT = Unit("currency")  # that of the contract
APART = ("elements",)

SUM_OF_NUMBERS = "decimal(38,6)"
OWN = ("pass_through",)


def quantity(rows: Any, *, elements: Sequence[str] = OWN) -> Any:
    """The sum in units of the currency; raises RefusedError where no element is named."""
    if not isinstance(elements, list | tuple) or not elements:
        raise RefusedError([f"elements: found {elements!r}, expected a list of elements of cost, such as [telecom]"])
    own = column(rows, "element").isin(list(elements))
    return column(rows, "amount").sum(where=own).cast(SUM_OF_NUMBERS).fill_null(ibis.literal(0).cast(SUM_OF_NUMBERS))
