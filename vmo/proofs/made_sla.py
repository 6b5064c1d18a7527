"""Made SLA, second calculation, from domain.md 1.7: the partner's own word; a blank is unknown.

>>> measure([{"made_sla": True}, {"made_sla": False}])
Ratio(numerator=1, denominator=2)
>>> measure([{"made_sla": True}, {"made_sla": None}])
Ratio(numerator=None, denominator=2)
>>> measure([{"priority": "P1"}])
Traceback (most recent call last):
vmo.records.RefusedError: made_sla: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell
from vmo.proofs._tickets import tickets
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Tickets that the partner says met their target, over tickets. Raises RefusedError."""
    words = [cell(row, "made_sla") for row in tickets(rows, population)]
    return Ratio(None if None in words else words.count(True), len(words))
