"""Intervals, second calculation, from domain.md 1.2.9 and 3.3: eligible intervals that meet their level

>>> at = datetime(2026, 10, 5, 9)
>>> hours = [(at, 8, 10), (at + HOUR, 10, 10), (at + 2 * HOUR, 0, 1)]
>>> meeting(hours, "UTC", interval="hour", level=90, at_least=5, scale=100, direction="higher")
Ratio(numerator=1, denominator=2)
>>> meeting(hours, "UTC", interval="week", level=90, at_least=5, scale=100, direction="higher")
Traceback (most recent call last):
vmo.records.RefusedError: interval: found 'week', expected day, hour, half_hour or quarter_hour
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from vmo.records import Ratio, RefusedError

Number = Fraction | Decimal | int
HOUR = timedelta(hours=1)
LENGTHS = {"hour": HOUR, "half_hour": timedelta(minutes=30), "quarter_hour": timedelta(minutes=15)}


def meeting(
    sums: Iterable[tuple[datetime, Number, Number]],
    zone: str,
    *,
    interval: str,
    level: Number,
    at_least: int,
    scale: int,
    direction: str,
) -> Ratio:
    """How many eligible intervals meet the level, of how many; `sums` are (UTC instant, numerator, denominator)."""
    if interval != "day" and interval not in LENGTHS:
        raise RefusedError([f"interval: found {interval!r}, expected day, hour, half_hour or quarter_hour"])
    totals: dict[object, list[Fraction]] = {}
    for at, above, below in sums:
        local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        begin: object = local.date()
        if interval != "day":
            into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            begin = at - into % LENGTHS[interval]
        total = totals.setdefault(begin, [Fraction(0), Fraction(0)])
        total[0] += Fraction(above)
        total[1] += Fraction(below)
    eligible = [(above, below) for above, below in totals.values() if below >= at_least]
    gaps = [above * scale - Fraction(level) * below for above, below in eligible]
    return Ratio(sum((gap <= 0 if direction == "lower" else gap >= 0) for gap in gaps), len(eligible))
