"""Amount, second calculation, from domain.md 1.1 (line 25, value received): amounts of one currency.

>>> measure([{"amount": 10, "currency": "USD"}, {"amount": -2, "currency": "USD"}], currency="USD")
Ratio(numerator=Decimal('8'), denominator=None)
>>> measure([{"amount": 10, "currency": "EUR"}], currency="USD")
Ratio(numerator=None, denominator=None)
>>> measure([], currency="usd")
Traceback (most recent call last):
vmo.records.RefusedError: currency: found 'usd', expected a code such as USD
"""

from collections.abc import Iterable

from vmo.proofs._deferred import value
from vmo.proofs._rows import EVERYONE, Population, Row, known, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, currency: str, population: Population = EVERYONE) -> Ratio:
    """The sum, None where it is not told, without denominator. Raises RefusedError."""
    return Ratio(known(lambda: value(within(rows, population), "amount", currency)))
