"""Occupancy: time in which agents handled contacts, out of the time in which they handled or were ready for one.

`handling_states` and `ready_states` list the states of the two sides; the words differ from centre to centre (domain.md 1.4).

>>> import ibis
>>> told = {"time_type": ["actual"] * 3, "state": ["handling", "available", "break"], "slice_s": [600, 300, 900]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(600, 900)
>>> measure(ibis.memtable(told), ready_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: ready_states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ACTUAL, HANDLING, READY, seconds
from vmo.records import Ratio


def measure(rows: Any, *, handling_states: Sequence[str] = HANDLING, ready_states: Sequence[str] = READY) -> Ratio:
    """Seconds over seconds; raises RefusedError for a strange state."""
    return Ratio(
        seconds(rows, ACTUAL, handling_states, "handling_states"), seconds(rows, ACTUAL, ready_states, "ready_states")
    )
