"""Forecast lock: the count, but at least a share of the forecast, and where told at most one.

`forecast` maps each month, by the name of the one it ends in, to the volume that was locked for it, in the unit of the rate. Or
it is `delivered`: what the forecasts expect that came as rows and were locked `lock_days` days before, or earlier; a day or a
week that they leave out is forecast as none. Contacts, and items of the `channel` that the scope names, are held against their
volume (`locked_volume`), minutes of handling against volume × handling time (`locked_handling`); of agents' hours, of outcomes
and of costs forecasts tell nothing.
With `grain`, a `day` or a `week` from Monday to Sunday, each of these is a line that is held against the volume locked for it,
by its first day; a week that the window cuts has a volume for each part. Without `high_percent` what is above is paid as it
came; relief from service levels is a matter of the measures (domain.md 4, row 15). The whole window is priced under the terms
of its first day.

>>> terms = {"forecast": {"2026-06": 10_000}, "low_percent": 90, "rate": 1, "first": date(2026, 6, 1)}
>>> [line.amount for volume in (8_500, 11_800) for line in price(Decimal(volume), **terms)]
[Fraction(9000, 1), Fraction(11800, 1)]
>>> [line.amount for line in price(Decimal(11_800), high_percent=110, **terms)]
[Fraction(11000, 1)]
>>> delivered = {**terms, "forecast": "delivered", "last": date(2026, 6, 30), "lock_days": 30}
>>> [(str(one.amount), one.note) for one in price(Decimal(8_500), against=Decimal(10_000), **delivered)]
[('9000', '90 % of the forecast 10000')]
>>> price(Decimal(8_500), **delivered)
Traceback (most recent call last):
vmo.records.RefusedError: forecast: none that was locked came for 2026-06-01 to 2026-06-30; ask for it, or tell the volume ...
>>> price(Decimal(1), **{**terms, "first": date(2026, 7, 1)})
Traceback (most recent call last):
vmo.records.RefusedError: forecast: found none of 2026-07, known: 2026-06; lock one, or amend the price
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from vmo.money import plain
from vmo.pricing._lines import ONE, decimal_of, line, said
from vmo.pricing._numbers import Number, exact, not_negative, one_of, percent_of
from vmo.records import Priced, RefusedError, Unit

OF_THE_WINDOW = True
DELIVERED = "delivered"
VOLUME, HANDLING = "locked_volume", "locked_handling"
AGAINST = {"forecast": {DELIVERED: {"per_contact": VOLUME, "per_transaction": VOLUME, "per_minute": HANDLING}}}
OF_AGAINST = ("lock_days",)
UNTOLD = {
    "per_hour": "a forecast tells contacts and their handling time, and agents also wait for contacts",
    "per_scheduled_hour": "a forecast tells contacts and their handling time, and who is scheduled also waits for contacts",
    "outcome": "a forecast tells contacts, and not what comes of them",
    "costs": "a forecast tells contacts, and not what they cost",
}

Grain = Literal["day", "week", "month"]


def price(
    quantity: Decimal,
    *,
    forecast: Mapping[str, Number] | Literal["delivered"],
    low_percent: Number,
    rate: Number,
    high_percent: Number | None = None,
    grain: Grain = "month",
    lock_days: int = 0,
    unit: Unit = ONE,
    first: date | None = None,
    last: date | None = None,
    window_last: date | None = None,
    against: Decimal | None = None,
    against_whole: Decimal | None = None,
) -> list[Priced]:
    """One line; its note says where the forecast decided. `against` is counted as `quantity` is."""
    each = exact("rate", rate)
    one_of("grain", grain, get_args(Grain))
    if isinstance(lock_days, bool) or not isinstance(lock_days, int) or lock_days < 0:
        raise RefusedError([f"lock_days: found {lock_days!r}, expected whole days, 0 or more"])
    if forecast == DELIVERED:
        locked = _delivered(against if against is not None or against_whole is None else Decimal(0), first, last)
        read = plain(locked) if unit.size == 1 else said(locked, unit)
    else:
        inside, named = (window_last or first, "%Y-%m") if grain == "month" else (first, "%Y-%m-%d")
        told = _told(forecast, inside, named)
        locked, read = told * unit.size, plain(told)
    low = not_negative("low_percent", low_percent)
    high = None if high_percent is None else not_negative("high_percent", high_percent)
    if high is not None and high < low:
        raise RefusedError([f"high_percent: found {high_percent}, expected no less than low_percent, {low_percent}"])
    least = percent_of(low) * locked
    most = None if high is None else percent_of(high) * locked
    if quantity < least:
        return [line(least, each, unit, f"{plain(low)} % of the forecast {read}")]
    if most is not None and high is not None and quantity > most:
        return [line(most, each, unit, f"{plain(high)} % of the forecast {read}")]
    return [line(quantity, each, unit, f"of a forecast of {read}" if forecast == DELIVERED else "")]


def _delivered(against: Decimal | None, first: date | None, last: date | None) -> Decimal:
    if against is None:
        what = f"none that was locked came for {first} to {last}"
        raise RefusedError([f"forecast: {what}; ask for it, or tell the volume in the contract"])
    told = decimal_of(Fraction(against))
    return against if told is None else told


def _told(forecast: Any, inside: date | None, named: str) -> Decimal:
    if not isinstance(forecast, Mapping) or not forecast:
        expected = "month → volume, such as {2026-06: 10000}, or `delivered`"
        raise RefusedError([f"forecast: found {forecast!r}, expected {expected}"])
    known = {str(cell): not_negative(f"forecast: {cell}", volume) for cell, volume in forecast.items()}
    if inside is None:
        return next(iter(known.values()))
    if f"{inside:{named}}" not in known:
        found = f"found none of {inside:{named}}, known: {', '.join(known)}"
        raise RefusedError([f"forecast: {found}; lock one, or amend the price"])
    return known[f"{inside:{named}}"]
