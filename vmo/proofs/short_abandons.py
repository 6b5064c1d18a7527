"""Short abandons, second calculation, from domain.md 1.2.4: B_S / O.

>>> measure([{"outcome": "answered"}, {"outcome": "abandoned", "wait_s": 4}], short_s=5)
Ratio(numerator=1, denominator=2)
>>> measure([{"outcome": "abandoned"}], short_s=5)
Traceback (most recent call last):
vmo.records.RefusedError: wait_s: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._queue import Seconds, queue
from vmo.proofs._rows import EVERYONE, Population, Row, known
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, short_s: Seconds, population: Population = EVERYONE) -> Ratio:
    """Abandoned before short_s over offered. Raises RefusedError."""
    cut = queue(rows, population, short_s=short_s)
    return Ratio(known(lambda: cut.b_s), known(lambda: cut.o))
