"""Time: seconds of agents, by whose word the spans are and in which state (domain.md 1.4)."""

from collections.abc import Sequence
from typing import Any

import ibis

from vmo.metrics._tallies import SUM_OF_SECONDS, column
from vmo.records import RefusedError

STATES = (
    "handling", "acw", "available", "aux_productive", "aux_unproductive", "break", "logged_out", "absent_planned",
    "absent_unplanned",
)  # fmt: skip
HANDLING = ("handling", "acw")
READY = ("handling", "acw", "available")
PRODUCTIVE = ("handling", "acw", "available", "aux_productive")
WORKING = ("handling", "acw", "available", "aux_productive", "aux_unproductive", "break")
ABSENT = ("absent_unplanned",)
ACTUAL, SCHEDULED, PAID = "actual", "scheduled", "paid"


def seconds(
    rows: Any, time_type: str, states: Sequence[str] | None = None, term: str = "states", *, where: Any = None
) -> Any:
    """Seconds of one time type, decimal(38,3), in some states or in any; raises RefusedError for a strange state."""
    belongs = column(rows, "time_type") == time_type
    if states is not None:
        belongs = belongs & in_states(column(rows, "state"), states, term)
    if where is not None:
        belongs = belongs & where
    return (
        column(rows, "slice_s").sum(where=belongs).cast(SUM_OF_SECONDS).fill_null(ibis.literal(0).cast(SUM_OF_SECONDS))
    )


def in_states(state: Any, states: Sequence[str], term: str) -> Any:
    """Whether a state is one of those that a term lists."""
    strange = [one for one in states if one not in STATES] if isinstance(states, list | tuple) else [states]
    if strange or not states:
        raise RefusedError([f"{term}: found {strange or 'no state'}, expected a list of {', '.join(STATES)}"])
    return state.isin(list(states))
