"""Tickets: what the ways of judging requests and problems share: what was done when, and time that does not count."""

from typing import Any, Literal, get_args

import ibis

from vmo.metrics._clock import is_due, reached
from vmo.metrics._deferred import cancelled, evident_count, ms
from vmo.metrics._tallies import column, one_of
from vmo.records import Ratio

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
    done = ms(column(rows, DONE[of]))
    return done - waited_ms(rows, pauses)


def waited_ms(rows: Any, pauses: Pauses) -> Any:
    """Milliseconds that a ticket waited for others, where they do not count."""
    one_of("pauses", pauses, get_args(Pauses))
    if pauses == "counted":
        return ibis.literal(0, "int64")
    return (column(rows, "paused_s").fill_null(ibis.literal(0)) * 1000).cast("int64")


def standing(rows: Any) -> Any:
    """Whether a ticket was not cancelled."""
    return ~cancelled(rows)


def on_its_clock(rows: Any, of: Step, pauses: Pauses) -> Ratio:
    """Tickets done by their due time on a clock over tickets due; null where one cannot be told."""
    one_of("of", of, get_args(Step))
    in_time = reached(rows, DONE[of], waited_ms(rows, pauses))
    members = is_due(rows) & standing(rows)
    return Ratio(
        evident_count(rows, in_time, rows.clock_known, members),
        evident_count(rows, ibis.literal(True), rows.clock_known, members),
    )
