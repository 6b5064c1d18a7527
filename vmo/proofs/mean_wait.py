"""Mean wait of the answered, second calculation, from domain.md 1.3 (ASA).

>>> measure([{"outcome": "answered", "wait_s": 12}, {"outcome": "abandoned", "wait_s": 90}])
Ratio(numerator=Decimal('12'), denominator=1)
>>> measure([{"outcome": "answered"}])
Traceback (most recent call last):
vmo.records.RefusedError: wait_s: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._queue import queue
from vmo.proofs._rows import EVERYONE, Population, Row, known, told
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Seconds that answered contacts waited, over those whose wait is known. Raises RefusedError."""
    cut = queue(rows, population)
    waits = [Decimal(wait) for wait in cut.waits("answered")]
    if not cut.intervals:
        return Ratio(sum(waits, Decimal(0)), len(waits))
    waited = known(lambda: sum((told(row, "wait_answered_s") for row in cut.intervals), Decimal(0)))
    return Ratio(waited, known(lambda: cut.a))
