"""Surcharge: percents of a rate alone, for what is charged already at the rate itself.

A term of any charge that has a rate. With `hours` it is the premium of the night or of a holiday: 8,000 minutes of the night,
charged at 0.85 by another line, cost 10 % of 0.85 more (domain.md 4, row 18).

>>> str(adjust(Decimal("0.85"), percent=10))
'0.0850'
>>> adjust(Decimal("0.85"), percent=0)
Traceback (most recent call last):
vmo.records.RefusedError: surcharge: percent: found 0, expected more than 0
"""

from decimal import Decimal

from vmo.pricing._numbers import Number, percent_of, positive

PLACE = 3


def adjust(rate: Decimal, *, percent: Number) -> Decimal:
    """What is added to the rate, exact."""
    return rate * percent_of(positive("surcharge: percent", percent))
