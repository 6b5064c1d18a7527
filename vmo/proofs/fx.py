"""Exchange, second calculation, from domain.md 4 (line 21) and M11: amount / or x rate; inside the band the reference.

>>> fixed = {"currency": "PHP", "quote": "PHP per USD", "basis": "fixed", "home": "USD"}
>>> convert(Fraction(5_600_000), rate=56, **fixed)
Fraction(100000, 1)
>>> convert(Fraction(56), rate=Decimal("58.8"), reference=56, band_percent=5, **fixed)
Fraction(1, 1)
>>> convert(Fraction(1), rate=56, **{**fixed, "quote": "USD/PHP"})
Traceback (most recent call last):
vmo.records.RefusedError: quote: found 'USD/PHP', expected one currency per the other
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import at_least_zero, half_up, number
from vmo.records import RefusedError

Number = Decimal | int


def convert(
    amount: Fraction,
    *,
    currency: str,
    quote: str,
    basis: str,
    rate: Number | None = None,
    table: Any = None,
    days_after: int = 0,
    places: int = 4,
    reference: Number | None = None,
    band_percent: Number | None = None,
    home: str,
    window_first: date | None = None,
    window_last: date | None = None,
    tables: Mapping[str, Mapping[str, Number]] | None = None,
) -> Fraction:
    """The amount in the contract's currency. Raises RefusedError."""
    pair = quote.split(" per ")
    if sorted(pair) != sorted((currency, home)):
        raise RefusedError([f"quote: found {quote!r}, expected one currency per the other"])
    if (rate is None) == (basis == "fixed") or (table is None) != (basis == "fixed"):
        raise RefusedError([f"rate and table: not those of basis {basis}"])
    if basis == "fixed":
        at = number("rate", rate)
        if days_after:
            raise RefusedError([f"days_after: found {days_after} with the basis fixed"])
    else:
        values = {str(day): Fraction(one) for day, one in _values(table, tables or {}).items()}
        at = _published(values, basis, window_first, window_last, places, days_after)
    if at <= 0:
        raise RefusedError([f"rate: found {at}, expected more than 0"])
    if (reference is None) != (band_percent is None):
        raise RefusedError(["reference and band_percent: one of them is missing"])
    if reference is not None:
        far = abs(at - number("reference", reference)) / Fraction(reference) * 100
        at = Fraction(reference) if far <= at_least_zero("band_percent", band_percent) else at
    return Fraction(amount, at) if pair[0] == currency else amount * at


def _values(table: Any, tables: Mapping[str, Mapping[str, Number]]) -> Mapping[Any, Number]:
    if isinstance(table, str) and table not in tables:
        raise RefusedError([f"table: found {table!r}, which the portfolio does not have"])
    found: Mapping[Any, Number] = tables[table] if isinstance(table, str) else table
    return found


def _published(
    values: Mapping[str, Fraction], basis: str, first: date | None, last: date | None, places: int, days_after: int
) -> Fraction:
    if basis not in ("invoice_date", "month_average"):
        raise RefusedError([f"basis: found {basis!r}, expected fixed, invoice_date or month_average"])
    if days_after < 0 or (days_after > 0 and basis == "month_average"):
        raise RefusedError([f"days_after: found {days_after} with the basis {basis}"])
    if first is None or last is None:
        return next(iter(values.values()), Fraction(1))
    if basis == "invoice_date":
        issue = last.toordinal() + days_after
        before = [day for day in sorted(values) if issue - 7 < date.fromisoformat(day).toordinal() <= issue]
        if not before:
            raise RefusedError([f"table: no value of {date.fromordinal(issue)}"])
        return values[before[-1]]
    inside = [value for day, value in values.items() if first <= date.fromisoformat(day) <= last]
    if not inside:
        raise RefusedError([f"table: no value of the month of {last}"])
    return half_up(sum(inside, Fraction(0)) / Fraction(len(inside)), places)
