"""Open amount, second calculation, from domain.md 1.1, line 23: the value of unprocessed payments.

>>> measure([{"amount": 10, "currency": "USD"}, {"amount": 5, "currency": "USD"}], currency="USD")
Ratio(numerator=Decimal('15'), denominator=None)
>>> measure([], currency="USD", snapshots="first")
Traceback (most recent call last):
vmo.records.RefusedError: snapshots: found 'first', expected one of last, daily
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from vmo.proofs._deferred import last_or_all, one_of, value
from vmo.proofs._rows import EVERYONE, Population, Row, known, within
from vmo.records import Cell, Ratio


def measure(rows: Iterable[Row], *, currency: str, snapshots: str = "last", population: Population = EVERYONE) -> Ratio:
    """The sum, None where it is not told, without denominator. Raises RefusedError."""
    one_of("snapshots", snapshots, ("last", "daily"))
    return Ratio(known(lambda: value(within(rows, population), "amount", currency)))


def attain(cells: Sequence[Cell], *, counted_on: Sequence[date] = (), snapshots: str = "last") -> Ratio:
    """The value open in the snapshots that count; no snapshot is None."""
    total, _, days = last_or_all(cells, snapshots, counted_on)
    return Ratio(total, Decimal(days)) if days else Ratio(None)
