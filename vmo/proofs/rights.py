"""Rights, second calculation, from domain.md 3.12: at least n of m months, the last of them one, and when the right expires.

Misses in January, February and May are three in six: the right accrues at the end of May.

>>> accrues([True, True, False, False, True], n=3, of=6), accrues([True, True, False, False, False], n=2, of=6)
(True, False)
>>> expires(date(2026, 5, 31), 60), expires(date(2026, 5, 31), None)
(datetime.date(2026, 7, 30), None)
"""

from collections.abc import Sequence
from datetime import date


def accrues(failed: Sequence[bool | None], *, n: int, of: int) -> bool:
    """Whether the last month gives the right. None is a month that takes no place in the window."""
    counted = [one for one in failed if one is not None]
    return bool(failed) and failed[-1] is True and sum(counted[-of:]) >= n


def expires(accrued_on: date, notice_days: int | None) -> date | None:
    """The last day on which the right may be used; None where it stands."""
    return None if notice_days is None else date.fromordinal(accrued_on.toordinal() + notice_days)
