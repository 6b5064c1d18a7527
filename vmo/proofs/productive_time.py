"""Productive time, second calculation, from domain.md 1.4 (productive hours).

>>> at = datetime(2026, 1, 5, 9)
>>> told = [("actual", "handling", 600), ("actual", "handling", 600), ("paid", None, 900), ("scheduled", "available", 800)]
>>> rows = [{"agent_id": "a", "time_type": t, "state": s, "slice_at": at, "slice_s": n} for t, s, n in told]
>>> measure(rows)
Ratio(numerator=Decimal('600.000'), denominator=None)
>>> measure(rows, states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: states: found ['lunch'], expected states of an agent
"""

from collections.abc import Iterable, Sequence
from datetime import datetime  # noqa: F401  the example uses it

from vmo.proofs._agents import PRODUCTIVE, moments, spent
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, states: Sequence[str] = PRODUCTIVE, population: Population = EVERYONE) -> Ratio:
    """Seconds at work for the client. Raises RefusedError."""
    found = list(moments(rows, population))
    return Ratio(spent(found, "actual", states))
