"""Exchange: a charge whose rates are in another currency, in the contract's.

A term of any charge. `quote` says which side the rate is quoted on, as `PHP per USD`. `basis` is `fixed` (`rate`), `invoice_date`
(of `table`, on the day of issue or up to a week before), or `month_average` (of the days of the window in `table`, rounded to
`places`). The day of issue is agreed, `days_after` the last day of the window: what is approved has the rate of the day on which
it is issued, `vmo issue` refuses another day, and a later run finds the same. Without it the rate is that of the window's last
day. While the rate lies within `band_percent` of `reference`, the edge included, the reference stands (domain.md 4, row 21;
decision M11).

>>> pesos = Priced(Decimal(10_000), "h", Decimal(500), Fraction(5_000_000))
>>> fixed = {"currency": "PHP", "quote": "PHP per USD", "basis": "fixed", "home": "USD"}
>>> line = convert(pesos, rate=Decimal("56.00"), **fixed)
>>> line.per, round(line.amount, 2), line.note
(Decimal('56.00'), Fraction(8928571, 100), '56.00 PHP per USD')
>>> convert(pesos, rate=Decimal("58.80"), reference=Decimal("56.00"), band_percent=5, **fixed).per
Decimal('56.00')
>>> convert(pesos, rate=56, **{**fixed, "quote": "PHP for USD"})
Traceback (most recent call last):
vmo.records.RefusedError: fx: quote: found 'PHP for USD', expected `PHP per USD` or `USD per PHP`
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from vmo.money import at_places, plain
from vmo.pricing import _tables
from vmo.pricing._numbers import Number, not_negative, one_of, percent_of, positive
from vmo.records import Priced, RefusedError

Basis = Literal["fixed", "invoice_date", "month_average"]

DAY, WEEK = timedelta(1), 7
NO_TABLES: _tables.Tables = {}


def convert(
    line: Priced,
    *,
    currency: str,
    quote: str,
    basis: Basis,
    rate: Number | None = None,
    table: _tables.Named | None = None,
    days_after: int = 0,
    places: int = 4,
    reference: Number | None = None,
    band_percent: Number | None = None,
    home: str,
    window_first: date | None = None,
    window_last: date | None = None,
    tables: _tables.Tables = NO_TABLES,
) -> Priced:
    """The line in the contract's currency, quantity and rate as they were; raises RefusedError for terms that do not fit."""
    foreign = f"{currency} per {home}"
    if quote not in (foreign, f"{home} per {currency}"):
        raise RefusedError([f"fx: quote: found {quote!r}, expected `{foreign}` or `{home} per {currency}`"])
    one_of("fx: basis", basis, get_args(Basis))
    if type(days_after) is not int or days_after < 0 or (days_after and basis != "invoice_date"):
        raise RefusedError([f"fx: days_after: found {days_after}, expected days from 0, with the basis invoice_date"])
    issued_on = None if window_last is None else window_last + days_after * DAY
    told = _told(basis, rate, table, places, (window_first, window_last, issued_on), tables)
    at = _within(told, reference, band_percent)
    note = ", ".join(filter(None, (line.note, f"{plain(at)} {quote}")))
    if quote == foreign:
        return replace(line, per=at * line.per, amount=line.amount / Fraction(at), note=note)
    return replace(line, rate=line.rate * at, amount=line.amount * Fraction(at), note=note)


def _told(
    basis: Basis,
    rate: Number | None,
    table: _tables.Named | None,
    places: int,
    window: tuple[date | None, date | None, date | None],
    tables: _tables.Tables,
) -> Decimal:
    if basis == "fixed":
        if rate is None or table is not None:
            raise RefusedError(["fx: basis fixed takes its `rate` from the contract, and no `table`"])
        return positive("fx: rate", rate)
    if table is None or rate is not None:
        raise RefusedError([f"fx: basis {basis} takes its rate from a `table`, and no `rate`"])
    values = _tables.of("fx: table", table, tables)
    first, last, issued_on = window
    if first is None or last is None or issued_on is None:
        return next(iter(values.values()), Decimal(1))
    if basis == "invoice_date":
        days = [str(issued_on - back * DAY) for back in range(WEEK)]
        known = [day for day in days if day in values]
        if not known:
            raise RefusedError([f"fx: table: no value of {issued_on} or the week before; add it to the table"])
        return values[known[0]]
    inside = [value for day, value in values.items() if str(first) <= day <= str(last)]
    if not inside:
        raise RefusedError([f"fx: table: no value from {first} to {last}; add them to the table"])
    return at_places(Fraction(sum(inside, Decimal(0))) / len(inside), places)


def _within(told: Decimal, reference: Number | None, band_percent: Number | None) -> Decimal:
    if (reference is None) != (band_percent is None):
        raise RefusedError(["fx: reference and band_percent stand together, or neither does"])
    if reference is None or band_percent is None:
        return told
    usual = positive("fx: reference", reference)
    band = usual * percent_of(not_negative("fx: band_percent", band_percent))
    return usual if abs(told - usual) <= band else told
