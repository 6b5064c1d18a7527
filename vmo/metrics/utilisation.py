"""Utilisation: time in which agents handled contacts or were ready for one, out of the time that was paid.

`ready_states` lists the states of the first; paid time is what the payroll says (domain.md 1.4).

>>> import ibis
>>> told = {"time_type": ["actual", "actual", "paid"], "state": ["handling", "available", None], "slice_s": [600, 180, 900]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(780, 900)
>>> measure(ibis.memtable(told), ready_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: ready_states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ACTUAL, PAID, READY, seconds
from vmo.records import Ratio


def measure(rows: Any, *, ready_states: Sequence[str] = READY) -> Ratio:
    """Seconds over paid seconds; raises RefusedError for a strange state."""
    return Ratio(seconds(rows, ACTUAL, ready_states, "ready_states"), seconds(rows, PAID))
