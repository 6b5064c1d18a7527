"""Per contact: the contacts of the billable outcome.

Handled contacts, not those offered (domain.md 4, row 1). `minimum_handle_s` leaves out contacts that were
handled for less; a contact whose handling time is not known was not handled that long.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "handle_s": [4, 5, 0]})
>>> int(quantity(calls, minimum_handle_s=5).execute())
1
>>> quantity(calls, billable="sold")
Traceback (most recent call last):
vmo.records.RefusedError: billable: found sold, expected some of answered, flowout_callback, ...
"""

from collections.abc import Sequence
from typing import Any

import ibis

from vmo.pricing._billable import column, milliseconds, whole_ms
from vmo.pricing._numbers import Number
from vmo.records import RefusedError, Unit

KIND = "contacts"
UNIT = Unit("contact")
REWARDS, HELD_BACK_BY = "short contacts that come back", ("resolution", "unit_accuracy", "quality_score")
APART = ("billable",)
OUTCOMES = (
    "answered",
    "flowout_callback",
    "flowout_transfer",
    "flowout_voicemail",
    "dequeued",
    "abandoned",
    "forced_disc",
)


def quantity(rows: Any, *, billable: str | Sequence[str] = "answered", minimum_handle_s: Number = 0) -> Any:
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
    return rows.count(where=counted)
