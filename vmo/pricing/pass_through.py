"""Pass-through: what was paid to others on the client's behalf, with a markup only where the contract states one.

`of: costs` adds the receipts. Outside the at-risk base unless the contract names it there (domain.md 4, row 16; decision M6).

>>> [str(line.amount) for line in price(Decimal("3412.37"), markup_percent=5)]
['7165977/2000']
>>> price(Decimal("3412.37"), markup_percent=-5)
Traceback (most recent call last):
vmo.records.RefusedError: markup_percent: found -5, expected 0 or more
"""

from decimal import Decimal

from vmo.pricing._lines import ONE, line
from vmo.pricing._numbers import Number, not_negative, percent_of
from vmo.records import Priced, Unit

OUTSIDE_AT_RISK = True
STAFFED = False


def price(quantity: Decimal, *, markup_percent: Number = 0, unit: Unit = ONE) -> list[Priced]:
    """What was paid × (1 + markup)."""
    return [line(quantity, 1 + percent_of(not_negative("markup_percent", markup_percent)), unit)]
