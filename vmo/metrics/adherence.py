"""Adherence: time in which agents were in the state that was scheduled, out of the time that was scheduled.

The right state at the right time (domain.md 1.4). The states of `ready_states` count as one: who is scheduled to be
available may be handling. `working_states` lists what of the schedule is judged.

>>> import ibis
>>> told = {"time_type": ["scheduled"] * 3, "state": ["available", "available", "break"], "slice_s": [600, 300, 60]}
>>> ratio = measure(ibis.memtable({**told, "actual_state": ["handling", "break", "break"]}))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(660, 960)
>>> measure(ibis.memtable({**told, "actual_state": ["handling", "break", "break"]}), ready_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: ready_states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._tallies import column
from vmo.metrics._time import READY, SCHEDULED, WORKING, in_states, seconds
from vmo.records import Ratio


def measure(rows: Any, *, ready_states: Sequence[str] = READY, working_states: Sequence[str] = WORKING) -> Ratio:
    """Seconds as scheduled over seconds scheduled; raises RefusedError for a strange state."""
    told, seen = column(rows, "state"), column(rows, "actual_state")
    both_ready = in_states(told, ready_states, "ready_states") & in_states(seen, ready_states, "ready_states")
    kept = ((told == seen) | both_ready).fill_null(False)
    return Ratio(
        seconds(rows, SCHEDULED, working_states, "working_states", where=kept),
        seconds(rows, SCHEDULED, working_states, "working_states"),
    )
