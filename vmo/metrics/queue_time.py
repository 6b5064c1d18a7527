"""Queue time: seconds waited per contact offered; of all that queued, or of the answered alone.

Not the speed of answer, which is per contact answered (domain.md 1.3: name it). `waits_of: offered` adds the waits of all, over
those whose wait is known; `waits_of: answered` those of the answered, over all that were offered.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "wait_s": [10, 90, 200]})
>>> ratios = [measure(calls, waits_of=one) for one in ("offered", "answered")]
>>> [(int(one.numerator.execute()), int(one.denominator.execute())) for one in ratios]
[(300, 3), (100, 3)]
>>> measure(calls, waits_of="all")
Traceback (most recent call last):
vmo.records.RefusedError: waits_of: found 'all', expected one of offered, answered
"""

from typing import Any, Literal, get_args

from vmo.metrics._tallies import one_of, tallies
from vmo.records import Ratio

WaitsOf = Literal["offered", "answered"]


def measure(rows: Any, *, waits_of: WaitsOf) -> Ratio:
    """Seconds waited over contacts offered; raises RefusedError, UnmappedColumnError."""
    one_of("waits_of", waits_of, get_args(WaitsOf))
    seen = tallies(rows)
    return Ratio(*seen.queued_s()) if waits_of == "offered" else Ratio(seen.waited_s()[0], seen.offered())
