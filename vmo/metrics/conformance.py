"""Conformance: productive time worked, out of productive time scheduled.

The right amount, whenever it was; above 100 % where more was worked (domain.md 1.4). `states` lists what is productive.

>>> import ibis
>>> told = {"time_type": ["actual", "scheduled", "scheduled"]}
>>> told |= {"state": ["handling", "available", "break"], "slice_s": [600, 900, 300]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(600, 900)
>>> measure(ibis.memtable(told), states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ACTUAL, PRODUCTIVE, SCHEDULED, seconds
from vmo.records import Ratio


def measure(rows: Any, *, states: Sequence[str] = PRODUCTIVE) -> Ratio:
    """Seconds worked over seconds scheduled; raises RefusedError for a strange state."""
    return Ratio(seconds(rows, ACTUAL, states), seconds(rows, SCHEDULED, states))
