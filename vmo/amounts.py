"""Amounts as people type them after `--amount`: above zero, and no finer than the currency.

>>> read("5.5", "EUR")
Decimal('5.50')
>>> read("5.555", "EUR")
Traceback (most recent call last):
vmo.records.RefusedError: --amount 5.555: expected an amount of EUR with at most 2 places, as 120.00
"""

from decimal import Decimal, InvalidOperation

from vmo.money import minor_unit_places, rounded
from vmo.records import RefusedError


def read(text: str, currency: str) -> Decimal:
    """The amount in minor units; raises RefusedError."""
    places = minor_unit_places(currency)
    try:
        told = Decimal(text)
    except InvalidOperation:
        told = Decimal("NaN")
    if not told.is_finite() or told <= 0 or -int(told.as_tuple().exponent) > places:
        raise RefusedError(
            [f"--amount {text}: expected an amount of {currency} with at most {places} places, as 120.00"]
        )
    return rounded(told, currency)
