"""Items, second calculation, from domain.md 1.1 (volumes of deferred work): items received, or completed.

>>> rows = [{"completed_at": 1, "status": "completed"}, {"completed_at": None, "status": "open"}]
>>> measure(rows, of="received"), measure(rows, of="completed")
(Ratio(numerator=2, denominator=None), Ratio(numerator=1, denominator=None))
>>> measure(rows, of="opened")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'opened', expected one of received, completed
"""

from collections.abc import Iterable

from vmo.proofs._deferred import is_completed, one_of
from vmo.proofs._rows import EVERYONE, Population, Row, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, of: str, population: Population = EVERYONE) -> Ratio:
    """A plain count, without denominator. Raises RefusedError."""
    one_of("of", of, ("received", "completed"))
    return Ratio(sum(1 for row in within(rows, population) if of == "received" or is_completed(row)))
