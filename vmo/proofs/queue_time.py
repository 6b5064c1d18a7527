"""Queue time per contact offered, second calculation, from domain.md 1.3 (average wait and clauses per calls received).

>>> rows = [{"outcome": "answered", "wait_s": 10}, {"outcome": "abandoned", "wait_s": 200}]
>>> measure(rows, waits_of="offered"), measure(rows, waits_of="answered")
(Ratio(numerator=Decimal('210'), denominator=2), Ratio(numerator=Decimal('10'), denominator=2))
>>> measure(rows, waits_of="all")
Traceback (most recent call last):
vmo.records.RefusedError: waits_of: found 'all', expected offered or answered
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._queue import ABANDONS, FLOWOUTS, queue
from vmo.proofs._rows import EVERYONE, Population, Row, known, told
from vmo.records import Ratio, RefusedError


def measure(rows: Iterable[Row], *, waits_of: str, population: Population = EVERYONE) -> Ratio:
    """Seconds waited by all or by the answered, over contacts offered. Raises RefusedError."""
    if waits_of not in ("offered", "answered"):
        raise RefusedError([f"waits_of: found {waits_of!r}, expected offered or answered"])
    cut = queue(rows, population)
    if waits_of == "offered":
        if cut.intervals:
            raise RefusedError(["outcome: not mapped, so the waits of the others are not known; count on contacts"])
        waits = [
            Decimal(one) for outcome in ("answered", *ABANDONS, *FLOWOUTS, "dequeued") for one in cut.waits(outcome)
        ]
        return Ratio(sum(waits, Decimal(0)), len(waits))
    answered = sum((Decimal(one) for one in cut.waits("answered")), Decimal(0))
    counted = known(lambda: sum((told(row, "wait_answered_s") for row in cut.intervals), Decimal(0)))
    return Ratio(None if counted is None else answered + counted, known(lambda: cut.o))
