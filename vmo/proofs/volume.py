"""Volume, second calculation, from domain.md 1.1 (line 6): contacts offered, answered or handled.

>>> rows = [{"outcome": "answered"}, {"outcome": "abandoned"}, {"outcome": "vru_hang"}]
>>> measure(rows, of="offered"), measure(rows, of="handled")
(Ratio(numerator=2, denominator=None), Ratio(numerator=1, denominator=None))
>>> measure(rows, of="received")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'received', expected one of offered, answered, handled
"""

from collections.abc import Iterable

from vmo.proofs._queue import queue
from vmo.proofs._rows import EVERYONE, Population, Row, known
from vmo.records import Ratio, RefusedError


def measure(rows: Iterable[Row], *, of: str, population: Population = EVERYONE) -> Ratio:
    """A plain count, without denominator. Raises RefusedError."""
    if of not in ("offered", "answered", "handled"):
        raise RefusedError([f"of: found {of!r}, expected one of offered, answered, handled"])
    cut = queue(rows, population)
    return Ratio(known(lambda: cut.o if of == "offered" else cut.a))
