"""Per minute: the billable seconds of each handled contact, rounded up to the increment.

Each contact is rounded by itself, never the total, and is charged `minimum_s` at least; one of zero seconds
bills nothing (domain.md 4, row 2). `billable` says what is charged: handling time, or some of talk_s, hold_s,
acw_s, wait_s and ivr_s, added before they are rounded. 61, 59 and 125 s are 6 minutes by the minute and 4.2
minutes by six seconds.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered"] * 3, "handle_s": [61, 59, 125]})
>>> [int(quantity(calls, increment_s=step).execute()) for step in (60, 6, 1)]
[360, 252, 245]
>>> quantity(calls, increment_s=0)
Traceback (most recent call last):
vmo.records.RefusedError: increment_s: found 0, expected more than 0 s; 1 bills by the second
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal  # noqa: F401  the example uses it
from typing import Any

import ibis

from vmo.pricing._billable import handled, milliseconds, seconds, whole_ms
from vmo.pricing._numbers import Number
from vmo.records import RefusedError, Unit

KIND = "contacts"
UNIT = Unit("min", 60, "s", places=1)
MOST_EXACT_MS = 3  # of a minute, the shortest time that six decimals hold: 0.00005
REWARDS, HELD_BACK_BY = "long handling", ("handling",)


def unit(*, increment_s: Number, minimum_s: Number = 0) -> Unit:
    """Minutes; where steps make no decimal of one, as a second does, what is billed is shown in seconds.

    >>> [unit(increment_s=step).fine for step in (60, 6, Decimal("0.3"), 1, 10)], unit(increment_s=6, minimum_s=10).fine
    ([False, False, False, True, True], True)
    """
    steps = whole_ms("increment_s", increment_s), whole_ms("minimum_s", minimum_s)
    return replace(UNIT, fine=any(step % MOST_EXACT_MS for step in steps))


def quantity(rows: Any, *, increment_s: Number, minimum_s: Number = 0, billable: Sequence[str] = ("handle_s",)) -> Any:
    """Billed seconds to the millisecond; raises RefusedError for an increment of 0 or a strange column."""
    step, least = whole_ms("increment_s", increment_s), whole_ms("minimum_s", minimum_s)
    if not step:
        raise RefusedError([f"increment_s: found {increment_s}, expected more than 0 s; 1 bills by the second"])
    spent = milliseconds(rows, billable)
    rest = spent % ibis.literal(step, "int64")
    billed = ibis.ifelse(rest == 0, spent, spent - rest + ibis.literal(step, "int64"))
    if least:
        billed = ibis.greatest(billed, ibis.literal(least, "int64"))
    return seconds(billed.sum(where=handled(rows) & (spent > 0)))
