"""Time spent: seconds of one time type, in whatever state.

`time_type` says whose word they are: `logged_in` of sessions, `scheduled` of the schedule, `paid` of the payroll.

>>> import ibis
>>> spans = ibis.memtable({"time_type": ["paid", "logged_in"], "slice_s": [900, 600]})
>>> ratio = measure(spans, time_type="paid")
>>> int(ratio.numerator.execute()), ratio.denominator
(900, None)
>>> measure(spans, time_type="worked")
Traceback (most recent call last):
vmo.records.RefusedError: time_type: found 'worked', expected one of logged_in, scheduled, paid
"""

from typing import Any, Literal, get_args

from vmo.metrics._tallies import one_of
from vmo.metrics._time import seconds
from vmo.records import Ratio

TimeType = Literal["logged_in", "scheduled", "paid"]


def measure(rows: Any, *, time_type: TimeType) -> Ratio:
    """Seconds, without a denominator; raises RefusedError for a strange time type."""
    one_of("time_type", time_type, get_args(TimeType))
    return Ratio(seconds(rows, time_type))
