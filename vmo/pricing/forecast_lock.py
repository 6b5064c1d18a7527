"""Forecast lock: the count, but at least a share of the forecast, and where told at most one.

`forecast` maps each month, by the name of the one it ends in, to the volume that was locked for it, in the unit of the rate.
With `grain`, a `day` or a `week` from Monday to Sunday, each of these is a line that is held against the volume locked for it,
by its first day; a week that the window cuts has a volume for each part. Without `high_percent` what is above is paid as it
came; relief from service levels is a matter of the measures (domain.md 4, row 15). The whole window is priced under the terms
of its first day.

>>> terms = {"forecast": {"2026-06": 10_000}, "low_percent": 90, "rate": 1, "first": date(2026, 6, 1)}
>>> [line.amount for volume in (8_500, 11_800) for line in price(Decimal(volume), **terms)]
[Fraction(9000, 1), Fraction(11800, 1)]
>>> [line.amount for line in price(Decimal(11_800), high_percent=110, **terms)]
[Fraction(11000, 1)]
>>> price(Decimal(1), **{**terms, "first": date(2026, 7, 1)})
Traceback (most recent call last):
vmo.records.RefusedError: forecast: found none of 2026-07, known: 2026-06; lock one, or amend the price
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from vmo.money import plain
from vmo.pricing._lines import ONE, line
from vmo.pricing._numbers import Number, exact, not_negative, one_of, percent_of
from vmo.records import Priced, RefusedError, Unit

OF_THE_WINDOW = True

Grain = Literal["day", "week", "month"]


def price(
    quantity: Decimal,
    *,
    forecast: Mapping[str, Number],
    low_percent: Number,
    rate: Number,
    high_percent: Number | None = None,
    grain: Grain = "month",
    unit: Unit = ONE,
    first: date | None = None,
    window_last: date | None = None,
) -> list[Priced]:
    """One line; its note says where the forecast decided."""
    each = exact("rate", rate)
    one_of("grain", grain, get_args(Grain))
    locked = _locked(
        forecast, window_last or first if grain == "month" else first, "%Y-%m" if grain == "month" else "%Y-%m-%d"
    )
    low = not_negative("low_percent", low_percent)
    high = None if high_percent is None else not_negative("high_percent", high_percent)
    if high is not None and high < low:
        raise RefusedError([f"high_percent: found {high_percent}, expected no less than low_percent, {low_percent}"])
    least = percent_of(low) * locked * unit.size
    most = None if high is None else percent_of(high) * locked * unit.size
    if quantity < least:
        return [line(least, each, unit, f"{plain(low)} % of the forecast {plain(locked)}")]
    if most is not None and high is not None and quantity > most:
        return [line(most, each, unit, f"{plain(high)} % of the forecast {plain(locked)}")]
    return [line(quantity, each, unit)]


def _locked(forecast: Mapping[str, Number], inside: date | None, named: str) -> Decimal:
    if not isinstance(forecast, Mapping) or not forecast:
        raise RefusedError([f"forecast: found {forecast!r}, expected month → volume, such as {{2026-06: 10000}}"])
    known = {str(cell): not_negative(f"forecast: {cell}", volume) for cell, volume in forecast.items()}
    if inside is None:
        return next(iter(known.values()))
    if f"{inside:{named}}" not in known:
        found = f"found none of {inside:{named}}, known: {', '.join(known)}"
        raise RefusedError([f"forecast: {found}; lock one, or amend the price"])
    return known[f"{inside:{named}}"]
