"""Pass-through: what was paid to others on the client's behalf, with a markup only where the contract states one.

Costs of `elements`, by the receipts in the ledger; a credit or reversal is negative. Outside the at-risk base unless the
contract names it there (domain.md 4, row 16; decision M6).

>>> import ibis
>>> ledger = ibis.memtable({"element": ["pass_through", "staff"], "amount": [3412, 100]})
>>> int(quantity(ledger).execute())
3412
>>> [str(line.amount) for line in price(Decimal("3412.37"), markup_percent=5)]
['7165977/2000']
>>> quantity(ledger, elements=[])
Traceback (most recent call last):
vmo.records.RefusedError: elements: found [], expected a list of elements of cost, such as [telecom]
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis

from vmo.pricing._billable import column
from vmo.pricing._lines import ONE, line
from vmo.pricing._numbers import Number, not_negative
from vmo.records import Priced, RefusedError, Unit

KIND = "costs"
UNIT = Unit("currency")  # that of the contract
APART = ("elements",)
OUTSIDE_AT_RISK = True
STAFFED = False

SUM_OF_NUMBERS = "decimal(38,6)"
OWN = ("pass_through",)


def quantity(rows: Any, *, elements: Sequence[str] = OWN) -> Any:
    """The sum in units of the currency; raises RefusedError where no element is named."""
    if not isinstance(elements, list | tuple) or not elements:
        raise RefusedError([f"elements: found {elements!r}, expected a list of elements of cost, such as [telecom]"])
    own = column(rows, "element").isin(list(elements))
    return column(rows, "amount").sum(where=own).cast(SUM_OF_NUMBERS).fill_null(ibis.literal(0).cast(SUM_OF_NUMBERS))


def price(quantity: Decimal, *, markup_percent: Number = 0, unit: Unit = ONE) -> list[Priced]:
    """What was paid × (1 + markup)."""
    return [line(quantity, 1 + not_negative("markup_percent", markup_percent) / 100, unit)]
