"""Cells: the sums of a window before they are added up, for the figures that need more than a sum at the end.

Uptime needs the instants at which outages begin and end, forecast accuracy each interval. The module of such a way of
counting (`vmo/metrics/`) defines `attain(cells, *, per, open_s, terms) -> Ratio`: `cells` are those of its own rows, `per`
those of the metric that it is `per`, `open_s` the seconds of the days asked in which the service was open, `counted_on` the
local days on which a row of the partner was counted at all, in whatever scope. It may leave out what it does not need.
"""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import lcm
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from vmo.calendars import midnight
from vmo.records import Cell, Ratio
from vmo.tallies import Tally
from vmo.terms import Scope

MILLIONTHS = 10**6


def cells(
    tallies: Iterable[Tally], key: str, scope: Scope, first: date, last: date, zone: ZoneInfo, *, open_only: bool = True
) -> list[Cell]:
    """The cells of one ask on the local days first to last, in open hours or all; `tallies` are by instant, by quarter-hour
    or by day.
    """
    found = []
    begin, end = midnight(first, zone), midnight(last + timedelta(1), zone)
    for tally in tallies:
        if key not in tally.numbers or tally.bucket is None or (open_only and not tally.open):
            continue
        at = tally.bucket if isinstance(tally.bucket, datetime) else midnight(tally.bucket, zone)
        if begin <= at < end and tally.within(scope):
            local = at.replace(tzinfo=UTC).astimezone(zone)
            found.append(Cell(at, local, tally.cell, tally.numbers[key], tally.value))
    return found


def attained(
    module: ModuleType,
    own: Sequence[Cell],
    per: Sequence[Cell],
    *,
    open_s: int,
    counted_on: Sequence[date] = (),
    months: Fraction = Fraction(1),
    terms: Mapping[str, Any],
) -> Ratio:
    """What the module makes of its cells, as two exact decimals."""
    given = {"per": per, "open_s": open_s, "counted_on": counted_on, "months": months, **terms}
    keywords = [
        one.name for one in inspect.signature(module.attain).parameters.values() if one.kind is one.KEYWORD_ONLY
    ]
    found: Ratio = module.attain(own, **{name: given[name] for name in keywords if name in given})
    return exact(found)


def mean(days: Iterable[Ratio]) -> Ratio:
    """The mean of the days' ratios, each day alike; days without a value are no days. No data is None.

    >>> mean([Ratio(10, 10), Ratio(120, 200), Ratio(320, 400), Ratio(0, 0)])
    Ratio(numerator=Decimal('4'), denominator=Decimal('5'))
    >>> mean([Ratio(None), Ratio(None)]), mean([Ratio(None), Ratio(0, 0)])
    (Ratio(numerator=None, denominator=None), Ratio(numerator=Decimal('0'), denominator=Decimal('0')))
    """
    told = [one for one in days if one.numerator is not None]
    values = [one.value for one in told if one.value is not None]
    if not values:
        return Ratio(Decimal(0), Decimal(0)) if told else Ratio(None)
    found = sum(values, Fraction(0)) / len(values)
    return Ratio(Decimal(found.numerator), Decimal(found.denominator))


def exact(ratio: Ratio) -> Ratio:
    """The ratio in decimals, both parts multiplied alike where a part has no end in decimals.

    >>> exact(Ratio(Fraction(541, 2), 305)), exact(Ratio(Fraction(1, 3), 2))
    (Ratio(numerator=Decimal('270.500000'), denominator=Decimal('305')), Ratio(numerator=Decimal('1'), denominator=Decimal('6')))
    """
    if ratio.numerator is None:
        return ratio
    over, under = Fraction(ratio.numerator), Fraction(1 if ratio.denominator is None else ratio.denominator)
    factor = lcm(*(part.denominator for part in (over, under) if MILLIONTHS % part.denominator))
    return Ratio(*(_decimal(part * factor) for part in (over, under)))


def _decimal(part: Fraction) -> Decimal:
    if part.denominator == 1:
        return Decimal(part.numerator)
    return Decimal(f"{int(part * MILLIONTHS)}e-6")  # a division would keep 28 digits only
