"""Exception rate, second calculation, from domain.md 1.1, line 30: exceptions over their parent items.

>>> rows = [{"process": name} for name in ("payment", "payment", "bulk", "exception")]
>>> measure(rows), measure(rows, parents=["payment"])
(Ratio(numerator=1, denominator=3), Ratio(numerator=1, denominator=2))
>>> measure(rows, parents=["exception"])
Traceback (most recent call last):
vmo.records.RefusedError: parents: found 'exception', expected one of non_electronic, electronic, bulk, payment
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from vmo.proofs._deferred import one_of
from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio

ALL = ("non_electronic", "electronic", "bulk", "payment")


def measure(rows: Iterable[Row], *, parents: Sequence[str] = ALL, population: Population = EVERYONE) -> Ratio:
    """Exceptions over items of the parent processes. Raises RefusedError."""
    for process in parents:
        one_of("parents", process, ALL)
    seen = Counter(cell(row, "process") for row in within(rows, population))
    return Ratio(seen["exception"], sum(seen[process] for process in set(parents)))
