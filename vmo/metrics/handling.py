"""Handling: seconds of one part of handling, per contact handled.

The denominator is every contact handled, never those offered, and for hold also those that were not held
(domain.md 1.4). handle_s is talk, hold and after-contact work together: where the feed does not map it, the
sum of those that it maps. In a contact a blank adds nothing.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "talk_s": [120, 240, 0]})
>>> ratio = measure(calls, part="handle_s")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(360, 2)
>>> measure(calls, part="hold_s")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column hold_s, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import Part, tallies
from vmo.records import Ratio


def measure(rows: Any, *, part: Part) -> Ratio:
    """Seconds of the part over contacts handled; raises UnmappedColumnError where none is mapped."""
    seen = tallies(rows)
    return Ratio(seen.handled_s(part), seen.handled())
