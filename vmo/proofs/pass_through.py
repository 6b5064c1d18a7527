"""Pass-through, second calculation, from domain.md 4 (line 16): cost x (1 + markup).

>>> ledger = [{"element": "pass_through", "amount": Decimal("3412.37")}, {"element": "staff", "amount": Decimal(100)}]
>>> quantity(ledger), price(Fraction("3412.37"))
(Decimal('3412.37'), [Fraction(341237, 100)])
>>> price(Fraction(1), markup_percent=-5)
Traceback (most recent call last):
vmo.records.RefusedError: markup_percent: found -5, expected 0 or more
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero
from vmo.proofs._rows import Row, cell
from vmo.records import RefusedError


def quantity(rows: Iterable[Row], *, elements: Sequence[str] = ("pass_through",)) -> Decimal:
    """The sum of what was paid. Raises RefusedError."""
    if not elements or isinstance(elements, str):
        raise RefusedError([f"elements: found {elements!r}, expected elements of cost"])
    return sum((Decimal(cell(row, "amount") or 0) for row in rows if cell(row, "element") in elements), Decimal(0))


def price(quantity: Fraction, *, markup_percent: Decimal | int = 0) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    return [quantity * (100 + at_least_zero("markup_percent", markup_percent)) / 100]
