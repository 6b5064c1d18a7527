"""Per contact: the contacts of the billable outcome.

Handled contacts, not those offered (domain.md 4, row 1). `minimum_handle_s` leaves out contacts that were
handled for less; a contact whose handling time is not known was not handled that long. `not_billable` leaves out what the
partner caused: `wrong_queue_transfer`, contacts that had reached the wrong queue and were passed on, and `partner_repeat`,
those that an error of the partner brought back at most `repeat_within_h` hours after the contact that they repeat entered the
queue. Where the partner does not say so of a contact, it stays billable.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "handle_s": [4, 5, 0]})
>>> int(quantity(calls, minimum_handle_s=5).execute())
1
>>> int(quantity(calls.mutate(wrong_queue=calls.handle_s == 4), not_billable=["wrong_queue_transfer"]).execute())
1
>>> quantity(calls, billable="sold")
Traceback (most recent call last):
vmo.records.RefusedError: billable: found sold, expected some of answered, flowout_callback, ...
"""

from collections.abc import Iterator, Sequence
from typing import Any

import ibis

from vmo.pricing._billable import column, milliseconds, ms, whole_ms
from vmo.pricing._numbers import Number, exact
from vmo.records import RefusedError, Unit

KIND = "contacts"
UNIT = Unit("contact")
REWARDS, HELD_BACK_BY = "short contacts that come back", ("resolution", "unit_accuracy", "quality_score")
APART = ("billable",)
WRONG_QUEUE, REPEAT = NOT_BILLABLE = ("wrong_queue_transfer", "partner_repeat")
HOUR_S = 3600
OUTCOMES = (
    "answered",
    "flowout_callback",
    "flowout_transfer",
    "flowout_voicemail",
    "dequeued",
    "abandoned",
    "forced_disc",
)


def quantity(
    rows: Any,
    *,
    billable: str | Sequence[str] = "answered",
    minimum_handle_s: Number = 0,
    not_billable: Sequence[str] = (),
    repeat_within_h: Number | None = None,
) -> Any:
    """The number of billable contacts; raises RefusedError for an outcome that cannot be billed."""
    outcomes = [billable] if isinstance(billable, str) else list(billable)
    unknown = [str(one) for one in outcomes if one not in OUTCOMES]
    if unknown or not outcomes:
        found = ", ".join(unknown) or "nothing"
        raise RefusedError([f"billable: found {found}, expected some of {', '.join(OUTCOMES)}"])
    counted = column(rows, "outcome").isin(outcomes)
    least_ms = whole_ms("minimum_handle_s", minimum_handle_s)
    if least_ms:
        counted = counted & (milliseconds(rows, ["handle_s"]) >= ibis.literal(least_ms, "int64"))
    for away in _caused(rows, not_billable, repeat_within_h):
        counted = counted & ~away.fill_null(False)
    return rows.count(where=counted)


def _caused(rows: Any, not_billable: Sequence[str], repeat_within_h: Number | None) -> Iterator[Any]:
    """Conditions on contacts that the partner caused."""
    told = not_billable if isinstance(not_billable, list | tuple) else [not_billable]
    if unknown := [str(one) for one in told if one not in NOT_BILLABLE]:
        found, expected = ", ".join(unknown), ", ".join(NOT_BILLABLE)
        raise RefusedError([f"not_billable: found {found}, expected a list of {expected}"])
    if (REPEAT in told) != (repeat_within_h is not None):
        what = f"found {repeat_within_h}, expected the hours of {REPEAT}, and together with it"
        raise RefusedError(
            [f"repeat_within_h: {what if repeat_within_h is not None else f'missing; {REPEAT} needs it'}"]
        )
    if WRONG_QUEUE in told:
        yield column(rows, "wrong_queue")
    if repeat_within_h is not None:
        within_ms = whole_ms("repeat_within_h", exact("repeat_within_h", repeat_within_h) * HOUR_S)
        after_ms = ms(column(rows, "offered_at")) - ms(column(rows, "repeats_at"))
        yield column(rows, "partner_error") & after_ms.between(0, within_ms)
