"""ARC/RRC: more than the baseline is charged on top, less is taken off, each beyond a dead band.

`deadband_basis` says of what: `over_band`, the quantity outside the edge of the band, or `from_baseline`, all of it once the
edge is passed. Less is a line of a negative quantity. Strictly beyond `reprice_percent` the line and a warning of the document
say that a new price is due. Outside the at-risk base unless the contract names it there (domain.md 4, row 14; decision M6). The
whole window is priced under the terms of its first day.

>>> terms = {"baseline": 20_000, "deadband_percent": 5, "arc": Decimal("2.10"), "rrc": Decimal("1.80")}
>>> [(line.quantity, line.amount) for line in price(Decimal(22_400), **terms)]
[(Decimal('1400'), Fraction(2940, 1))]
>>> [line.amount for line in price(Decimal(22_400), deadband_basis="from_baseline", **terms)]
[Fraction(5040, 1)]
>>> [(line.quantity, line.amount) for line in price(Decimal(18_000), **terms)], price(Decimal(21_000), **terms)
([(Decimal('-1000'), Fraction(-1800, 1))], [])
>>> price(Decimal(1), deadband_basis="half", **terms)
Traceback (most recent call last):
vmo.records.RefusedError: deadband_basis: found 'half', expected one of over_band, from_baseline
"""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from vmo.money import plain
from vmo.pricing._lines import ONE, decimal_of, line
from vmo.pricing._numbers import Number, exact, not_negative, one_of, percent_of, positive
from vmo.records import Priced, RefusedError, Unit

OF_THE_WINDOW = True
OUTSIDE_AT_RISK = True

Basis = Literal["over_band", "from_baseline"]


def price(
    quantity: Decimal,
    *,
    baseline: Number,
    arc: Number,
    rrc: Number,
    deadband_percent: Number = 0,
    deadband_basis: Basis = "over_band",
    reprice_percent: Number | None = None,
    unit: Unit = ONE,
) -> list[Priced]:
    """One line outside the band, none inside; the edge is inside."""
    one_of("deadband_basis", deadband_basis, get_args(Basis))
    usual, band = positive("baseline", baseline), percent_of(not_negative("deadband_percent", deadband_percent))
    if reprice_percent is not None and percent_of(not_negative("reprice_percent", reprice_percent)) < band:
        raise RefusedError([f"reprice_percent: found {reprice_percent}, expected no less than the dead band"])
    rates = exact("arc", arc), exact("rrc", rrc)
    volume = Fraction(quantity) / unit.size
    high, low = usual * (1 + band), usual * (1 - band)
    if low <= volume <= high:
        return []
    edge = usual if deadband_basis == "from_baseline" else high if volume > high else low
    beyond = new_price_due(quantity, baseline=baseline, reprice_percent=reprice_percent, unit=unit)
    note = f"{'above' if volume > high else 'below'} {plain(edge.normalize())}"
    again = f", beyond {plain(exact('reprice_percent', reprice_percent or 0))} %: a new price is due" if beyond else ""
    return [line(quantity - edge * unit.size, rates[0] if volume > high else rates[1], unit, note + again)]


def new_price_due(
    quantity: Decimal, *, baseline: Number, reprice_percent: Number | None = None, unit: Unit = ONE
) -> str:
    """Why a new price is due: the volume lies strictly beyond the outer limit. Empty where none is.

    >>> new_price_due(Decimal(26_001), baseline=20_000, reprice_percent=30)
    '26001 lies more than 30 % beside the baseline of 20000'
    >>> new_price_due(Decimal(26_000), baseline=20_000, reprice_percent=30), new_price_due(Decimal(9), baseline=1)
    ('', '')
    """
    usual, volume = exact("baseline", baseline), Fraction(quantity) / unit.size
    if reprice_percent is None:
        return ""
    outer = usual * percent_of(exact("reprice_percent", reprice_percent))
    if abs(volume - Fraction(usual)) <= Fraction(outer):
        return ""
    found = decimal_of(volume)
    told = f"about {int(volume)}" if found is None else plain(found)
    limit = plain(exact("reprice_percent", reprice_percent))
    return f"{told} lies more than {limit} % beside the baseline of {plain(usual)}"
