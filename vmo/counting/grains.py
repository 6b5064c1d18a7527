"""Grains: the days or weeks by which a price has its window cut, each part priced by itself.

A week begins on Monday; one that the window cuts is a part on each side.

>>> from datetime import date
>>> june = Segment(date(2026, 6, 1), date(2026, 6, 30), {"grain": "week"}, {})
>>> [f"{one.first:%d}-{one.last:%d}" for one in cut([june])]
['01-07', '08-14', '15-21', '22-28', '29-30']
>>> len(cut([Segment(june.first, june.last, {"grain": "day"}, {})])), len(cut([Segment(june.first, june.last, {}, {})]))
(30, 1)
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from vmo.calendars import days
from vmo.terms import Segment

GRAIN, DAY, WEEK = "grain", "day", "week"


def cut(segments: Iterable[Segment]) -> list[Segment]:
    """The parts, each cut again where its terms name a grain."""
    found: list[Segment] = []
    for one in segments:
        grain = one.terms.get(GRAIN)
        starts = [day for day in days(one.first, one.last) if grain == DAY or (grain == WEEK and not day.weekday())]
        starts = sorted({one.first, *starts})
        ends = [*(day - timedelta(1) for day in starts[1:]), one.last]
        found += [replace(one, first=first, last=last) for first, last in zip(starts, ends, strict=True)]
    return found
