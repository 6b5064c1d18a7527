"""Review, second calculation, from domain.md 1.1, line 37: reviewed invoices with an error before issue, out of reviewed.

>>> rows = [{"reviewed": True, "errors": 0}, {"reviewed": True, "errors": 2}, {"reviewed": False, "errors": None}]
>>> measure(rows, of="faulty"), measure(rows, of="reviewed")
(Ratio(numerator=1, denominator=2), Ratio(numerator=2, denominator=3))
>>> measure(rows, of="sent")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'sent', expected one of faulty, reviewed
"""

from collections.abc import Iterable

from vmo.proofs._deferred import one_of
from vmo.proofs._rows import EVERYONE, Population, Row, cell, known, told, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, of: str, population: Population = EVERYONE) -> Ratio:
    """A plain share; a review that tells no errors leaves it unknown. Raises RefusedError."""
    one_of("of", of, ("faulty", "reviewed"))
    every = list(within(rows, population))
    reviewed = [row for row in every if cell(row, "reviewed")]
    if of == "reviewed":
        return Ratio(len(reviewed), len(every))
    return Ratio(known(lambda: sum(1 for row in reviewed if told(row, "errors") >= 1)), len(reviewed))
