"""Graduated: each unit at the rate of the band it falls in.

A limit belongs to its band. In a month that is cut the bands go on where the part before left them.

>>> bands = [{"up_to": 10_000, "rate": Decimal("3.00")}, {"rate": Decimal("2.50")}]
>>> [(line.quantity, line.amount, line.note) for line in price(Decimal(12_000), bands=bands)]
[(Decimal('10000'), Fraction(30000, 1), 'up to 10000'), (Decimal('2000'), Fraction(5000, 1), 'above 10000')]
>>> price(Decimal(12_000), bands=bands[:1])
Traceback (most recent call last):
vmo.records.RefusedError: bands: the last band ends at 10000, and more has no price; leave its up_to out
"""

from decimal import Decimal

from vmo.pricing import _bands
from vmo.pricing._lines import ONE, line
from vmo.records import Priced, Unit


def price(quantity: Decimal, *, bands: _bands.Told, unit: Unit = ONE, before: Decimal = Decimal(0)) -> list[Priced]:
    """A line for each band that is touched; `before` was counted in the window already. Nothing is one line of nothing."""
    found = []
    for band in _bands.read(bands):
        begin = max(before, band.above * unit.size)
        end = before + quantity if band.up_to is None else min(before + quantity, band.up_to * unit.size)
        if end > begin:
            found.append(line(end - begin, band.rate, unit, band.note))
    return found or [line(quantity, _bands.read(bands)[0].rate, unit)]
