"""Shrinkage: paid time that was not productive, out of the time that was paid.

`states` lists what is productive (domain.md 1.4). It is below nothing where more was worked than paid.

>>> import ibis
>>> told = {"time_type": ["actual", "actual", "paid"], "state": ["handling", "available", None], "slice_s": [600, 180, 900]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(120, 900)
>>> measure(ibis.memtable(told), states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ACTUAL, PAID, PRODUCTIVE, seconds
from vmo.records import Ratio


def measure(rows: Any, *, states: Sequence[str] = PRODUCTIVE) -> Ratio:
    """Seconds over paid seconds; raises RefusedError for a strange state."""
    paid = seconds(rows, PAID)
    return Ratio(paid - seconds(rows, ACTUAL, states), paid)
