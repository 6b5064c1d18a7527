"""Absenteeism, second calculation, from domain.md 1.9.

>>> at = datetime(2026, 1, 5, 9)
>>> told = [("actual", "handling", 600), ("actual", "handling", 600), ("paid", None, 900), ("scheduled", "available", 800)]
>>> rows = [{"agent_id": "a", "time_type": t, "state": s, "slice_at": at, "slice_s": n} for t, s, n in told]
>>> measure(rows)
Ratio(numerator=Decimal('0'), denominator=Decimal('800.000'))
>>> measure(rows, working_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: working_states: found ['lunch'], expected states of an agent
"""

from collections.abc import Iterable, Sequence
from datetime import datetime  # noqa: F401  the example uses it

from vmo.proofs._agents import WORKING, moments, spent
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Ratio


def measure(
    rows: Iterable[Row], *, working_states: Sequence[str] = WORKING, population: Population = EVERYONE
) -> Ratio:
    """Unplanned absence over time scheduled to work. Raises RefusedError."""
    found = list(moments(rows, population))
    absent = spent(found, "actual", ("absent_unplanned",))
    return Ratio(absent, spent(found, "scheduled", working_states, "working_states"))
