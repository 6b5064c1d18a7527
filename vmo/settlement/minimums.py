"""Minimums: what a minimum is made of where amendments change its terms within the window, or the year, that it is of (row 23).

The window is held against the usage of all of it, once: usage has no days of its own.
"""

from datetime import date, timedelta
from typing import Any

from vmo import charging
from vmo.settlement.proration import Count
from vmo.terms import Charge, Segment, segments

MINIMUM = "minimum"
TERMS = (MINIMUM, "usage", "waived_by")
OF_A_YEAR = "earlier"  # a price that is told of the months before is that of a year


def parts(charge: Charge, due: Segment, window_last: date) -> list[Segment]:
    """The days due in a window, or in the year that ends with it, cut where the terms of the minimum change; from the first on
    which all are in force. None of a charge without one.
    """
    told = {name: charge.terms[name] for name in TERMS if name in charge.terms}
    if MINIMUM not in told:
        return []
    first = due.first
    if OF_A_YEAR in charging.keywords(charging.model(charging.pricing(charge)).price):
        first = _a_year_to(window_last)
    begun = max(min(history.root) for history in told.values())
    return segments(told, max(first, begun, charge.first or first), due.last)


def by_days(charge: Charge, due: Segment, window_last: date, count: Count) -> list[dict[str, Any]]:
    """The terms of each part and how many of its days count, in their order."""
    cut = parts(charge, due, window_last)
    return [{"first": one.first, "last": one.last, "days": count(one.first, one.last), **one.terms} for one in cut]


def clauses(charge: Charge, due: Segment, window_last: date) -> list[str]:
    """The clauses of the terms that came into force within."""
    return [ref for one in parts(charge, due, window_last) for ref in one.clauses.values()]


def _a_year_to(last: date) -> date:
    """The first day of the year that ends with the last day of a month, which begins on the 28th at the latest."""
    after = last + timedelta(1)
    return after.replace(year=after.year - 1)
