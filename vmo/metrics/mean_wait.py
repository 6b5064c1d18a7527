"""Mean wait: seconds that answered contacts waited, per contact answered.

Abandoned contacts do not count (domain.md 1.3). A contact whose wait is not known stands on neither side: a
blank is not a wait of zero.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "wait_s": [10, 90, 300]})
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(100, 2)
>>> measure(calls.drop("wait_s"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column wait_s, which the feed does not map
"""

from typing import Any

from vmo.metrics._tallies import tallies
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Seconds waited over contacts answered; raises UnmappedColumnError where the feed maps no wait."""
    return Ratio(*tallies(rows).waited_s())
