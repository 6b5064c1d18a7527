"""Forecast lock, second calculation, from domain.md 4 (line 15): max(q, lo x F), perhaps min(.., hi x F).

>>> terms = {"forecast": {"2026-06": 10_000}, "low_percent": 90, "rate": 1, "first": date(2026, 6, 1)}
>>> price(Fraction(8_500), **terms), price(Fraction(11_800), high_percent=110, **terms)
([Fraction(9000, 1)], [Fraction(11000, 1)])
>>> price(Fraction(1), **{**terms, "first": date(2026, 7, 1)})
Traceback (most recent call last):
vmo.records.RefusedError: forecast: found none of 2026-07
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._prices import at_least_zero, number
from vmo.records import RefusedError

HUNDREDTH = Fraction(1, 100)


def price(
    quantity: Fraction,
    *,
    forecast: Mapping[str, Decimal | int] | str,
    low_percent: Decimal | int,
    rate: Decimal | int,
    high_percent: Decimal | int | None = None,
    grain: str = "month",
    lock_days: int = 0,
    first: date | None = None,
    window_last: date | None = None,
    against: Fraction | None = None,
    against_whole: Fraction | None = None,
) -> list[Fraction]:
    """Exact amount. Raises RefusedError."""
    if grain not in {"day", "week", "month"}:
        raise RefusedError([f"grain: found {grain!r}, expected day, week or month"])
    if type(lock_days) is not int or lock_days < 0:
        raise RefusedError(
            [f"lock_days: found {lock_days!r}, expected days before which a delivered forecast is locked"]
        )
    if forecast == "delivered" and against is None:
        if against_whole is None:
            raise RefusedError(["forecast: none that was locked came"])
        against = Fraction(0)
    volumes = {str(cell): volume for cell, volume in forecast.items()} if isinstance(forecast, Mapping) else {}
    ends = window_last or first
    if grain == "month":
        cell = ends.isoformat()[:7] if ends else next(iter(volumes), "")
    else:
        cell = first.isoformat() if first else next(iter(volumes), "")
    if cell not in volumes and forecast != "delivered":
        raise RefusedError([f"forecast: found none of {cell}"])
    locked = against if forecast == "delivered" and against is not None else at_least_zero("forecast", volumes[cell])
    low = at_least_zero("low_percent", low_percent)
    if high_percent is not None and at_least_zero("high_percent", high_percent) < low:
        raise RefusedError([f"high_percent: found {high_percent}, below {low_percent}"])
    billed = max(quantity, locked * low * HUNDREDTH)
    if high_percent is not None:
        billed = min(billed, locked * Fraction(high_percent) * HUNDREDTH)
    return [billed * number("rate", rate)]
