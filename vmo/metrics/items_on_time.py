"""Items on time: items of deferred work completed by their due time, out of a cohort (domain.md 1.6, decision Q3).

`cohort` says which items: those due in the period (open and late is a miss), those completed in it, or those received in
it. An item without a due time is in no cohort. Completed exactly at the due time is on time. An item that was opened again
has the completion that now stands, so its first clock continues.

`cancelled`: `out` leaves cancelled items out of both counts; `due` judges them as all others, so that one never completed
is a miss. `paused`: `ignored` lets the clock run; `extends` moves the due time by paused_s, where pause_reason is one of
`pause_reasons`, by no more than `pause_cap_h` hours; the item stays in the cohort of its first due time. `early`: an item
completed more than `early_h` hours before it was due is `on_time`, a `miss`, or `out` of both counts.

`clock`: `calendar`, or `business`, on which all these lengths of time run only while the service is open. `cycle_h` is the cycle
time that the contract agreed, in hours, or several: an item without a due time is due so long after its receipt; with `due:
computed` every item is, whatever the partner told. Of several, and where target_cycle_h is told, an item's own counts; one
that nobody agreed is no evidence.

>>> import ibis
>>> at = ibis.memtable({"due_at": ["2026-01-02T10:00:00"] * 3, "completed_at": ["2026-01-02T10:00:00", None, None],
...                     "status": ["completed", "open", "cancelled"]})
>>> items = at.mutate(due_at=at.due_at.cast("timestamp"), completed_at=at.completed_at.cast("timestamp"))
>>> ratio = measure(items)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(items, paused="extends")
Traceback (most recent call last):
vmo.records.RefusedError: pause_reasons: missing; only the pauses that the contract lists move a due time, so list them
"""

from collections.abc import Collection, Sequence
from typing import Any, Literal, get_args

import ibis

from vmo.metrics._clock import Clock, Due, DueTimes, by_cycle, is_due, reached, runs
from vmo.metrics._deferred import Hours, Number, evident_count, hours_ms, ms
from vmo.metrics._deferred import cancelled as is_cancelled
from vmo.metrics._tallies import column, one_of
from vmo.records import Ratio, RefusedError

Cohort = Literal["due_in_period", "completed_in_period", "received_in_period"]
Cancelled = Literal["out", "due"]
Paused = Literal["ignored", "extends"]
Early = Literal["on_time", "miss", "out"]


def measure(
    rows: Any,
    *,
    cohort: Cohort = "due_in_period",
    cancelled: Cancelled = "out",
    paused: Paused = "ignored",
    pause_reasons: Sequence[str] = (),
    pause_cap_h: Number | None = None,
    early: Early = "on_time",
    early_h: Number | None = None,
    clock: Clock = "calendar",
    due: Due = "told",
    cycle_h: Hours | None = None,
) -> Ratio:
    """Items on time over items of the cohort; raises RefusedError for terms that do not fit together."""
    one_of("cohort", cohort, get_args(Cohort))
    one_of("cancelled", cancelled, get_args(Cancelled))
    one_of("paused", paused, get_args(Paused))
    one_of("early", early, get_args(Early))
    on_a_clock, done = runs(clock, due, cycle_h), column(rows, "completed_at")
    told: Any = None if on_a_clock else column(rows, "due_at")
    members = is_due(rows) if on_a_clock else told.notnull()
    if cohort == "completed_in_period":
        members &= done.notnull()
    if cancelled == "out":
        members &= ~is_cancelled(rows)
    pause = _pause_ms(rows, pause_reasons, pause_cap_h) if paused == "extends" else None
    if on_a_clock:
        in_time = reached(rows, "completed_at", 0 if pause is None else pause)
    else:
        in_time = done <= told if pause is None else ms(done) <= ms(told) + pause
    if early != "on_time":
        if early_h is None:
            raise RefusedError(
                [f"early_h: missing; early items count as {early}, so say how many hours early they are"]
            )
        before = rows.clock_due_ms - rows.clock_completed_at_ms if on_a_clock else ms(told) - ms(done)
        soon = (before > hours_ms("early_h", early_h)).fill_null(False)
        in_time &= ~soon
        if early == "out":
            members &= ~soon
    if not on_a_clock:
        return Ratio(rows.count(where=members & in_time), rows.count(where=members))
    told_all = rows.clock_known
    return Ratio(
        evident_count(rows, in_time, told_all, members), evident_count(rows, ibis.literal(True), told_all, members)
    )


def on_clock(
    columns: Collection[str],  # noqa: ARG001  those of the kind: every item has a receipt
    *,
    clock: Clock = "calendar",
    due: Due = "told",
    cycle_h: Hours | None = None,
) -> tuple[str, ...]:
    """The completion, where lengths run on a clock or due times are computed."""
    return ("completed_at",) if runs(clock, due, cycle_h) else ()


def due_times(rows: Any, *, due: Due = "told", cycle_h: Hours | None = None) -> DueTimes:
    """When items are due."""
    return by_cycle(rows, due, cycle_h)


def _pause_ms(rows: Any, reasons: Sequence[str], cap_h: Number | None) -> Any:
    if not reasons:
        raise RefusedError(
            ["pause_reasons: missing; only the pauses that the contract lists move a due time, so list them"]
        )
    told = (column(rows, "paused_s").fill_null(0) * 1000).cast("int64")
    agreed = column(rows, "pause_reason").isin(list(reasons)).fill_null(False)
    pause = ibis.ifelse(agreed, told, 0)
    return pause if cap_h is None else ibis.least(pause, hours_ms("pause_cap_h", cap_h))
