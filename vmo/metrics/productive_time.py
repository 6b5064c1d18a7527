"""Productive time: seconds that agents were at work for the client.

Handling, after-contact work, available and productive auxiliary work, unless `states` says otherwise (domain.md 1.4).

>>> import ibis
>>> told = {"time_type": ["actual", "actual", "paid"], "state": ["handling", "break", None], "slice_s": [600, 300, 900]}
>>> ratio = measure(ibis.memtable(told))
>>> int(ratio.numerator.execute()), ratio.denominator
(600, None)
>>> measure(ibis.memtable(told), states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
"""

from collections.abc import Sequence
from typing import Any

from vmo.metrics._time import ACTUAL, PRODUCTIVE, seconds
from vmo.records import Ratio


def measure(rows: Any, *, states: Sequence[str] = PRODUCTIVE) -> Ratio:
    """Seconds in the states, without a denominator; raises RefusedError for a strange state."""
    return Ratio(seconds(rows, ACTUAL, states))
