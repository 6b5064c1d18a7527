"""Adherence, second calculation, from domain.md 1.4.

>>> at = datetime(2026, 1, 5, 9)
>>> told = [("actual", "handling", 600), ("actual", "handling", 600), ("paid", None, 900), ("scheduled", "available", 800)]
>>> rows = [{"agent_id": "a", "time_type": t, "state": s, "slice_at": at, "slice_s": n} for t, s, n in told]
>>> measure(rows)
Ratio(numerator=Decimal('600.000'), denominator=Decimal('800.000'))
>>> measure(rows, ready_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: ready_states: found ['lunch'], expected states of an agent
"""

from collections.abc import Iterable, Sequence
from datetime import datetime  # noqa: F401  the example uses it

from vmo.proofs._agents import READY, WORKING, moments, spent
from vmo.proofs._rows import EVERYONE, Population, Row
from vmo.records import Ratio


def measure(
    rows: Iterable[Row],
    *,
    ready_states: Sequence[str] = READY,
    working_states: Sequence[str] = WORKING,
    population: Population = EVERYONE,
) -> Ratio:
    """Time in the scheduled state over time scheduled. Raises RefusedError."""
    found = list(moments(rows, population))
    scheduled = spent(found, "scheduled", working_states, "working_states")
    spent((), "scheduled", ready_states, "ready_states")
    kept = [
        (s, by)
        for s, by in found
        if "actual" in by
        and (by["actual"] == by.get("scheduled") or {by["actual"], by.get("scheduled")} <= set(ready_states))
    ]
    return Ratio(spent(kept, "scheduled", working_states, "working_states"), scheduled)
