"""Volume: contacts offered, answered or handled.

Busy contacts and those that end before the queue are not offered (decision Q1).

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "abandoned", "forced_disc", "busy"]})
>>> int(measure(calls, of="offered").numerator.execute()), measure(calls, of="offered").denominator
(3, None)
>>> measure(calls, of="refused")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'refused', expected one of offered, answered, handled
"""

from typing import Any, Literal, get_args

from vmo.metrics._tallies import one_of, tallies
from vmo.records import Ratio

Of = Literal["offered", "answered", "handled"]


def measure(rows: Any, *, of: Of) -> Ratio:
    """The number of contacts, without a denominator; raises RefusedError for a strange `of`."""
    one_of("of", of, get_args(Of))
    seen = tallies(rows)
    match of:
        case "offered":
            return Ratio(seen.offered())
        case "answered":
            return Ratio(seen.answered())
        case "handled":
            return Ratio(seen.handled())
