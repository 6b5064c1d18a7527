"""Answer rate, second calculation, from domain.md 1.2.12: A / O.

>>> measure([{"outcome": "answered"}, {"outcome": "abandoned"}])
Ratio(numerator=1, denominator=2)
>>> measure([{"interval_at": 1, "answered": 1}])
Traceback (most recent call last):
vmo.records.RefusedError: offered: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._queue import queue
from vmo.proofs._rows import EVERYONE, Population, Row, known
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Answered over offered. Raises RefusedError."""
    cut = queue(rows, population)
    return Ratio(known(lambda: cut.a), known(lambda: cut.o))
