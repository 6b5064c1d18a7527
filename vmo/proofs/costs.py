"""Costs, second calculation, from domain.md 4 (line 16): what the receipts of some elements come to.

>>> ledger = [{"element": "pass_through", "amount": Decimal("3412.37")}, {"element": "staff", "amount": Decimal(100)}]
>>> quantity(ledger)
Decimal('3412.37')
>>> quantity(ledger, elements=[])
Traceback (most recent call last):
vmo.records.RefusedError: elements: found [], expected elements of cost
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from vmo.proofs._rows import Row, cell
from vmo.records import RefusedError


def quantity(rows: Iterable[Row], *, elements: Sequence[str] = ("pass_through",)) -> Decimal:
    """The sum of what was paid. Raises RefusedError."""
    if not elements or isinstance(elements, str):
        raise RefusedError([f"elements: found {elements!r}, expected elements of cost"])
    return sum((Decimal(cell(row, "amount") or 0) for row in rows if cell(row, "element") in elements), Decimal(0))
