"""Tickets: what the ways of judging requests and problems share: what was done when, and time that does not count."""

from typing import Any, Literal, get_args

import ibis

from vmo.metrics._deferred import cancelled, ms
from vmo.metrics._tallies import column, one_of

Step = Literal["response", "resolution"]
Pauses = Literal["counted", "deducted"]

DUE = {"response": "response_due_at", "resolution": "resolution_due_at"}
DONE = {"response": "responded_at", "resolution": "restored_at"}


def due_at(rows: Any, of: Step) -> Any:
    """The instant by which the step was due."""
    one_of("of", of, get_args(Step))
    return column(rows, DUE[of])


def done_ms(rows: Any, of: Step, pauses: Pauses) -> Any:
    """Milliseconds since 1970 at which the step was done, less the pauses where they are deducted; null where it was not."""
    one_of("of", of, get_args(Step))
    one_of("pauses", pauses, get_args(Pauses))
    done = ms(column(rows, DONE[of]))
    if pauses == "counted":
        return done
    return done - (column(rows, "paused_s").fill_null(ibis.literal(0)) * 1000).cast("int64")


def standing(rows: Any) -> Any:
    """Whether a ticket was not cancelled."""
    return ~cancelled(rows)
