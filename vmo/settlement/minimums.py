"""Minimums: what a minimum of the whole window is made of where amendments change it within, each by its days (row 23).

A window of several minimums is held against the usage of all of it, once: usage has no days of its own.
"""

from typing import Any

from vmo.settlement.proration import Count
from vmo.terms import Charge, Segment, segments

MINIMUM = "minimum"


def parts(charge: Charge, window: Segment) -> list[Segment]:
    """The days of the window cut where the minimum changes; none of a charge without one."""
    if MINIMUM not in charge.terms:
        return []
    return segments({MINIMUM: charge.terms[MINIMUM]}, window.first, window.last)


def by_days(charge: Charge, window: Segment, count: Count) -> list[tuple[Any, int]]:
    """Each minimum of the window and its days, in their order; none where one stands throughout."""
    cut = parts(charge, window)
    return [(one.terms[MINIMUM], count(one.first, one.last)) for one in cut] if len(cut) > 1 else []


def clauses(charge: Charge, window: Segment) -> list[str]:
    """The clauses of the minimums that came into force within the window."""
    return [one.clauses[MINIMUM] for one in parts(charge, window)[1:]]
