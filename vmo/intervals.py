"""Intervals: a measure that each day, hour or part of an hour must meet, as the share of those that do (domain.md 1.2.9).

An interval is one of the contract's clock; where the clock repeats an hour, both passes are one each. Fewer than `at_least`
in the denominator and the interval is not eligible: it is neither met nor missed.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.catalogue import Metric
from vmo.records import Cell, Ratio
from vmo.terms import Each

MINUTES = {"hour": 60, "half_hour": 30, "quarter_hour": 15}
NOTHING = Fraction(0)
WORDS = {"day": "days", "hour": "hours", "half_hour": "half-hours", "quarter_hour": "quarter-hours"}


def meeting(own: Iterable[Cell], per: Iterable[Cell] | None, each: Each, metric: Metric) -> Ratio:
    """Eligible intervals that reach the level, out of those that are eligible; `per` holds the denominators if others do."""
    parts: dict[Any, Fraction] = {}
    whole: dict[Any, Fraction] = {}
    for one in own:
        at = _interval(one.local, each)
        parts[at] = parts.get(at, NOTHING) + Fraction(one.ratio.numerator)
        if per is None:
            whole[at] = whole.get(at, NOTHING) + Fraction(one.ratio.denominator or 0)
    for one in per or ():
        at = _interval(one.local, each)
        whole[at] = whole.get(at, NOTHING) + Fraction(one.ratio.numerator)
    eligible = [at for at, number in whole.items() if number >= each.at_least]
    met = sum(_reaches(parts.get(at, NOTHING) * metric.scale, whole[at], each, metric) for at in eligible)
    return Ratio(Decimal(met), Decimal(len(eligible)))


def judged_as(metric: Metric, each: Each | None) -> Metric:
    """The metric as its target judges it: of intervals, the share that meet, which is better when it is higher."""
    if each is None:
        return metric
    few = f" with {each.at_least} or more in the denominator" if each.at_least > 1 else ""
    word = "at most" if metric.direction == "lower" else "at least"
    told = f" The share of {WORDS[each.interval]}{few} in which it is {word} {each.level.normalize():f} {metric.unit}."
    return metric.model_copy(
        update={
            "unit": "%",
            "scale": 100,
            "direction": "higher",
            "sampled": False,
            "error_by": None,
            "definition": metric.definition + told,
        }
    )


def _interval(local: datetime, each: Each) -> Any:
    if each.interval == "day":
        return local.date()
    minutes = MINUTES[each.interval]
    return local.date(), (local.hour * 60 + local.minute) // minutes, local.utcoffset()


def _reaches(scaled: Fraction, whole: Fraction, each: Each, metric: Metric) -> bool:
    level = Fraction(each.level) * whole
    return scaled <= level if metric.direction == "lower" else scaled >= level
