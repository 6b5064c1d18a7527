"""All-units bands: the whole count at the rate of the band that it reaches.

Where the next band is cheaper one unit more can cost less than all before it: 10,000 at 3.00 cost 30,000, and 10,001 at
2.50 cost 25,002.50. `guard: limit` charges at least what an earlier band costs at its limit; `guard: none` accepts the
fall. In a month that is cut each part is charged at the band that the whole month reaches.

>>> bands = [{"up_to": 10_000, "rate": Decimal("3.00")}, {"rate": Decimal("2.50")}]
>>> [line.amount for line in price(Decimal(12_000), bands=bands)]
[Fraction(30000, 1)]
>>> [str(line.amount) for line in price(Decimal(10_001), bands=bands)]
['50005/2']
>>> [(line.quantity, line.amount) for line in price(Decimal(10_001), bands=bands, guard="limit")]
[(Decimal('10000'), Fraction(30000, 1))]
>>> price(Decimal(12_000), bands=bands, guard="yes")
Traceback (most recent call last):
vmo.records.RefusedError: guard: found 'yes', expected one of none, limit
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, get_args

from vmo.pricing import _bands
from vmo.pricing._lines import ONE, line
from vmo.pricing._numbers import one_of
from vmo.records import Priced, Unit

Guard = Literal["none", "limit"]


def price(
    quantity: Decimal,
    *,
    bands: _bands.Told,
    guard: Guard = "none",
    unit: Unit = ONE,
    whole: Decimal | None = None,
) -> list[Priced]:
    """One line; `whole` is the count of the window, of which the quantity may be a part."""
    one_of("guard", guard, get_args(Guard))
    told = _bands.read(bands)
    month = quantity if whole is None else whole
    volume = Fraction(month) / unit.size
    nth = next(n for n, band in enumerate(told) if band.up_to is None or volume <= Fraction(band.up_to))
    reached, cheaper = told[nth], told[:nth] if guard == "limit" else []
    limits = [(Fraction(band.up_to or 0) * Fraction(band.rate), band) for band in cheaper]
    most, held = max(limits, key=lambda one: one[0], default=(Fraction(0), reached))
    if not limits or most <= volume * Fraction(reached.rate):
        return [line(quantity, reached.rate, unit, reached.note)]
    limit, note = held.up_to or Decimal(0), f"{held.note}, at its limit"
    if quantity == month:
        return [line(limit * unit.size, held.rate, unit, note)]
    share = most * Fraction(quantity) / Fraction(month)
    return [Priced(quantity * limit, unit.name, held.rate, share, month, note)]


def falls(bands: _bands.Told) -> list[Decimal]:
    """The limits beyond which one unit more costs less than the limit itself.

    >>> falls([{"up_to": 10_000, "rate": 3}, {"up_to": 20_000, "rate": 4}, {"rate": 2}])
    [Decimal('20000')]
    """
    told = _bands.read(bands)
    return [one.up_to for one, after in pairwise(told) if one.up_to is not None and after.rate < one.rate]
