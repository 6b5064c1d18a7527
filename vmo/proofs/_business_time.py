"""Business time, second calculation, from domain.md 1.6: open time, walked through one quarter-hour at a time.

`is_open` says of an instant whether the service was open; it changes on quarter-hours only.

>>> mornings = lambda at: 8 <= at.hour < 12
>>> due(datetime(2026, 10, 9, 11), timedelta(hours=2), mornings)
datetime.datetime(2026, 10, 10, 9, 0)
>>> elapsed(datetime(2026, 10, 9, 11), datetime(2026, 10, 10, 9), mornings)
datetime.timedelta(seconds=7200)
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

IsOpen = Callable[[datetime], bool]
STEP = timedelta(minutes=15)
NONE = timedelta()


def due(received: datetime, cycle: timedelta, is_open: IsOpen) -> datetime:
    """When the cycle has passed in open time. Needs a service that ever opens."""
    left = cycle
    for begin, end, opened in _quarters(received, is_open):
        if not opened:
            continue
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError


def elapsed(begin: datetime, end: datetime, is_open: IsOpen) -> timedelta:
    """Open time between two instants, the first not after the second."""
    passed = NONE
    for start, stop, opened in _quarters(begin, is_open):
        if start >= end:
            break
        passed += min(stop, end) - start if opened else NONE
    return passed


def _quarters(begin: datetime, is_open: IsOpen) -> Iterator[tuple[datetime, datetime, bool]]:
    at = begin
    while True:
        after = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0) + STEP
        yield at, after, is_open(at)
        at = after
