"""Full outsourcing, by hours: hours ÷ the standard hours of a month, at one rate for a place (全包).

`of: per_hour` with `basis: paid` counts the hours. `standard_hours` is a number, or month of the year → number where the
country's months differ (domain.md 4, row 5).

>>> hours = {"unit": Unit("h", 3600, "s"), "rate": 2150}
>>> [(str(line.quantity), line.amount) for line in price(Decimal(6_624_000), standard_hours=160, **hours)]
[('11.5', Fraction(24725, 1))]
>>> price(Decimal(1), rate=2150, standard_hours={6: 168}, first=date(2025, 7, 1))
Traceback (most recent call last):
vmo.records.RefusedError: standard_hours: found months 6, expected 7 among them
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.pricing._lines import ONE, decimal_of, line
from vmo.pricing._numbers import Number, exact, positive
from vmo.records import Priced, RefusedError, Unit


def price(
    quantity: Decimal,
    *,
    rate: Number,
    standard_hours: Number | Mapping[int, Number],
    unit: Unit = ONE,
    first: date | None = None,
    window_last: date | None = None,
) -> list[Priced]:
    """Places × rate; where they make no decimal, hours at the rate for the standard hours."""
    each, standard = exact("rate", rate), _standard(standard_hours, window_last or first)
    places = Fraction(quantity) / unit.size / Fraction(standard)
    whole = decimal_of(places)
    if whole is not None:
        return [Priced(whole, "FTE", each, places * Fraction(each))]
    hours = line(quantity, each, unit)
    return [Priced(hours.quantity, hours.unit, each, places * Fraction(each), standard * hours.per)]


def _standard(told: Number | Mapping[int, Number], inside: date | None) -> Decimal:
    if not isinstance(told, Mapping):
        return positive("standard_hours", told)
    for month, hours in told.items():
        positive(f"standard_hours: {month}", hours)
    if inside is not None and inside.month not in told:
        months = ", ".join(map(str, told)) or "none"
        raise RefusedError([f"standard_hours: found months {months}, expected {inside.month} among them"])
    return positive("standard_hours", told[inside.month if inside is not None else next(iter(told))])
