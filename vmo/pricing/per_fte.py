"""Full outsourcing, by hours: hours ÷ the standard hours of a month, at one rate for a place (全包).

The line shows the time that was counted, at the rate for the standard hours, in every month.
`of: per_hour` with `basis: paid` counts the hours. `standard_hours` is a number, or month of the year → number where the
country's months differ (domain.md 4, row 5). With `attendance_percent` the places that were ordered (`seats`, as in `fte`) are
paid in full where the hours reach that percent of what the places owe: their standard hours, for a part of a month by its days.
Below it the hours are paid. No hours make more places than were ordered; overtime is on the rate card.

>>> hours = {"unit": Unit("h", 3600, "s"), "rate": 2150}
>>> [(str(one.quantity), str(one.per), one.amount) for one in price(Decimal(6_624_000), standard_hours=160, **hours)]
[('1840', '160', Fraction(24725, 1))]
>>> attended = {"seats": 10, "attendance_percent": 95, "last": date(2026, 6, 30), "window_days": 30}
>>> [(str(one.quantity), one.note) for told in (5_472_000, 5_471_820)
...     for one in price(Decimal(told), first=date(2026, 6, 1), standard_hours=160, **attended, **hours)]
[('10', '1520 h attended, 95 % or more'), ('1519.95', '1519.95 h attended, less than 95 %')]
>>> price(Decimal(1), rate=2150, standard_hours={6: 168}, first=date(2025, 7, 1))
Traceback (most recent call last):
vmo.records.RefusedError: standard_hours: found months 6, expected 7 among them
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._lines import ONE, line, said
from vmo.pricing._numbers import Number, exact, percent_of, positive
from vmo.pricing._places import Count, Told, every_day, place_days, priced
from vmo.records import Priced, RefusedError, Unit

PLACE = "FTE"


def price(
    quantity: Decimal,
    *,
    rate: Number,
    standard_hours: Number | Mapping[int, Number],
    seats: Told | None = None,
    attendance_percent: Number | None = None,
    unit: Unit = ONE,
    first: date | None = None,
    last: date | None = None,
    window_days: int = 0,
    window_last: date | None = None,
    days_between: Count = every_day,
) -> list[Priced]:
    """Hours at the rate for the standard hours of a place, or the places that were ordered."""
    each, standard = exact("rate", rate), _standard(standard_hours, window_last or first)
    by_hours = _by_hours(quantity, each, standard, unit)
    if seats is None and attendance_percent is None:
        return [by_hours]
    threshold = _threshold(seats, attendance_percent)
    if seats is None or first is None or last is None:
        raise RefusedError(["seats: missing; attendance is told of the places that were ordered in a window"])
    owed = Fraction(place_days(seats, first, last, days_between)) / window_days * Fraction(standard)
    note = f"{said(quantity, unit)} attended"
    if Fraction(quantity) / unit.size < owed * Fraction(percent_of(threshold)):
        return [replace(by_hours, note=f"{note}, less than {plain(threshold)} %")]
    full = priced(seats, rate, first, last, window_days, PLACE, days_between)
    return [replace(one, note=f"{note}, {plain(threshold)} % or more") for one in full]


def _by_hours(quantity: Decimal, rate: Decimal, standard: Decimal, unit: Unit) -> Priced:
    places = Fraction(quantity) / unit.size / Fraction(standard)
    hours = line(quantity, rate, unit)
    return replace(hours, amount=places * Fraction(rate), per=standard * hours.per)


def _threshold(seats: Told | None, percent: Number | None) -> Decimal:
    """The percent from which the places are paid in full; raises RefusedError unless both are told."""
    if seats is None or percent is None:
        found, lacking = ("attendance_percent", "seats") if seats is None else ("seats", "attendance_percent")
        raise RefusedError([f"{lacking}: missing; {found} is told, and attendance needs both"])
    most = 100
    if positive("attendance_percent", percent) > most:
        raise RefusedError([f"attendance_percent: found {percent}, expected no more than {most}"])
    return exact("attendance_percent", percent)


def _standard(told: Number | Mapping[int, Number], inside: date | None) -> Decimal:
    if not isinstance(told, Mapping):
        return positive("standard_hours", told)
    for month, hours in told.items():
        positive(f"standard_hours: {month}", hours)
    if inside is not None and inside.month not in told:
        months = ", ".join(map(str, told)) or "none"
        raise RefusedError([f"standard_hours: found months {months}, expected {inside.month} among them"])
    return positive("standard_hours", told[inside.month if inside is not None else next(iter(told))])
