"""Absenteeism: time of unplanned absence, out of the time that was scheduled.

`working_states` lists what of the schedule is work; planned absence is none of it (domain.md 1.9).

>>> import ibis
>>> told = {"time_type": ["actual", "scheduled", "scheduled"]}
>>> told |= {"state": ["absent_unplanned", "available", "absent_planned"], "slice_s": [60, 900, 300]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(60, 900)
>>> measure(ibis.memtable(told), working_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: working_states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ABSENT, ACTUAL, SCHEDULED, WORKING, seconds
from vmo.records import Ratio


def measure(rows: Any, *, working_states: Sequence[str] = WORKING) -> Ratio:
    """Seconds absent over seconds scheduled; raises RefusedError for a strange state."""
    scheduled = seconds(rows, SCHEDULED, working_states, "working_states")
    return Ratio(seconds(rows, ACTUAL, ABSENT), scheduled)
