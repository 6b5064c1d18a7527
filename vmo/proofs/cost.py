"""Cost, second calculation, from domain.md 1.4 (cost per contact): the elements of cost of one currency.

>>> ledger = [{"element": "staff", "amount": 100, "currency": "USD"}, {"element": "other", "amount": 20, "currency": "USD"}]
>>> measure(ledger, currency="USD"), measure(ledger, currency="USD", elements=["staff"])
(Ratio(numerator=Decimal('120'), denominator=None), Ratio(numerator=Decimal('100'), denominator=None))
>>> measure(ledger, currency="USD", elements=[])
Traceback (most recent call last):
vmo.records.RefusedError: elements: found none, expected elements of cost, such as staff; leave the term out to count all
"""

from collections.abc import Iterable, Sequence

from vmo.proofs._deferred import value
from vmo.proofs._rows import EVERYONE, Population, Row, cell, known, within
from vmo.records import Ratio, RefusedError


def measure(
    rows: Iterable[Row],
    *,
    currency: str,
    elements: Sequence[str] | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """The sum, None where it is not told, without denominator. Raises RefusedError."""
    if elements is not None and not elements:
        raise RefusedError(
            ["elements: found none, expected elements of cost, such as staff; leave the term out to count all"]
        )
    own = [row for row in within(rows, population) if elements is None or cell(row, "element") in elements]
    return Ratio(known(lambda: value(own, "amount", currency)))
