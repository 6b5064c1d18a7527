"""Shrinkage, second calculation, from domain.md 1.4.

>>> at = datetime(2026, 1, 5, 9)
>>> told = [("actual", "handling", 600), ("actual", "handling", 600), ("paid", None, 900), ("scheduled", "available", 800)]
>>> rows = [{"agent_id": "a", "time_type": t, "state": s, "slice_at": at, "slice_s": n} for t, s, n in told]
>>> measure(rows)
Ratio(numerator=Decimal('300.000'), denominator=Decimal('900.000'))
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
    """Paid less productive over paid. Raises RefusedError."""
    found = list(moments(rows, population))
    paid = spent(found, "paid", None)
    return Ratio(paid - spent(found, "actual", states), paid)
