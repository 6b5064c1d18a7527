"""Per minute: the billable seconds of each handled contact, rounded up to the increment.

Each contact is rounded by itself, never the total, and is charged `minimum_s` at least; one of zero seconds
bills nothing (domain.md 4, row 2). `billable` says what is charged: handling time, or some of talk_s, hold_s,
acw_s, wait_s and ivr_s, added before they are rounded. 61, 59 and 125 s are 6 minutes by the minute and 4.2
minutes by six seconds.

Where a charge has `hours`, `at_border: start` counts a contact whole where it is credited, and `sliced` each part of its billable
time where it lies: from the answer on, or with `wait_s` from the wait before it, without a gap. What rounding and the minimum
add counts where the contact ends (domain.md 4, row 18).

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered"] * 3, "handle_s": [61, 59, 125]})
>>> [int(quantity(calls, increment_s=step).execute()) for step in (60, 6, 1)]
[360, 252, 245]
>>> quantity(calls, increment_s=0)
Traceback (most recent call last):
vmo.records.RefusedError: increment_s: found 0, expected more than 0 s; 1 bills by the second
>>> quantity(calls, increment_s=6, at_border="sliced", billable=["ivr_s"])
Traceback (most recent call last):
vmo.records.RefusedError: at_border: sliced needs talk_s or handle_s among `billable`, and no ivr_s, whose begin nobody tells
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal  # noqa: F401  the example uses it
from typing import Any, Literal, get_args

import ibis

from vmo.pricing._billable import column, handled, milliseconds, seconds, whole_ms
from vmo.pricing._numbers import Number, one_of
from vmo.records import RefusedError, Unit

KIND = "contacts"
LOOKS = {"at_border": {"sliced": "handling_time"}}
UNIT = Unit("min", 60, "s", places=1)
MOST_EXACT_MS = 3  # of a minute, the shortest time that six decimals hold: 0.00005
REWARDS, HELD_BACK_BY = "long handling", ("handling",)

AtBorder = Literal["start", "sliced"]


def unit(*, increment_s: Number, minimum_s: Number = 0, at_border: AtBorder = "start") -> Unit:
    """Minutes; where steps make no decimal of one, as a second or a slice does, what is billed is shown in seconds.

    >>> [unit(increment_s=step).fine for step in (60, 6, Decimal("0.3"), 1, 10)], unit(increment_s=6, minimum_s=10).fine
    ([False, False, False, True, True], True)
    """
    steps = whole_ms("increment_s", increment_s), whole_ms("minimum_s", minimum_s)
    return replace(UNIT, fine=at_border == "sliced" or any(step % MOST_EXACT_MS for step in steps))


def quantity(
    rows: Any,
    *,
    increment_s: Number,
    minimum_s: Number = 0,
    billable: Sequence[str] = ("handle_s",),
    at_border: AtBorder = "start",
) -> Any:
    """Billed seconds to the millisecond; raises RefusedError for an increment of 0 or a strange column."""
    one_of("at_border", at_border, get_args(AtBorder))
    step, least = whole_ms("increment_s", increment_s), whole_ms("minimum_s", minimum_s)
    if not step:
        raise RefusedError([f"increment_s: found {increment_s}, expected more than 0 s; 1 bills by the second"])
    if at_border == "sliced":
        _of_a_stretch(billable)
    spent = milliseconds(rows, billable)
    rest = spent % ibis.literal(step, "int64")
    billed = ibis.ifelse(rest == 0, spent, spent - rest + ibis.literal(step, "int64"))
    if least:
        billed = ibis.greatest(billed, ibis.literal(least, "int64"))
    counted = billed if at_border == "start" else _inside(rows, spent, billed, billable)
    return seconds(counted.sum(where=handled(rows) & (spent > 0)))


def _inside(rows: Any, spent: Any, billed: Any, billable: Sequence[str]) -> Any:
    """What of the billed milliseconds lies in a piece of a contact."""
    begins, zero = column(rows, "answered_ms"), ibis.literal(0, "int64")
    if "wait_s" in billable:
        begins -= milliseconds(rows, ["wait_s"])
    ends, from_ms, to_ms = begins + spent, column(rows, "slice_from_ms"), column(rows, "slice_to_ms")
    inside = ibis.greatest(ibis.least(to_ms, ends) - ibis.greatest(from_ms, begins), zero)
    return inside + ibis.ifelse((from_ms < ends) & (ends <= to_ms), billed - spent, zero)


def _of_a_stretch(billable: Sequence[str]) -> None:
    """Raises RefusedError for billable time of which nobody tells where it lies."""
    if not {"talk_s", "handle_s"} & {*billable} or "ivr_s" in billable:
        what = "sliced needs talk_s or handle_s among `billable`, and no ivr_s, whose begin nobody tells"
        raise RefusedError([f"at_border: {what}"])
