"""Efficiency: time in which agents handled contacts, out of the time that was paid.

It is occupancy times utilisation: of one centre both 85 % and 75 % can be true (domain.md 1.4).

>>> import ibis
>>> told = {"time_type": ["actual", "actual", "paid"], "state": ["handling", "available", None], "slice_s": [600, 180, 900]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(600, 900)
>>> measure(ibis.memtable(told), handling_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: handling_states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ACTUAL, HANDLING, PAID, seconds
from vmo.records import Ratio


def measure(rows: Any, *, handling_states: Sequence[str] = HANDLING) -> Ratio:
    """Seconds over paid seconds; raises RefusedError for a strange state."""
    return Ratio(seconds(rows, ACTUAL, handling_states, "handling_states"), seconds(rows, PAID))
