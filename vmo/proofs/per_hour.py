"""Hours billed, second calculation, from domain.md 4 (lines 3, 4) and Q4: productive, staffed or paid seconds.

>>> at = datetime(2026, 1, 5, 9)
>>> told = [("actual", "handling", 600), ("actual", "handling", 600), ("paid", None, 900)]
>>> rows = [{"agent_id": "a", "time_type": t, "state": s, "slice_at": at, "slice_s": n} for t, s, n in told]
>>> quantity(rows, basis="productive"), quantity(rows, basis="paid")
(Decimal('600.000'), Decimal('900.000'))
>>> quantity(rows, basis="scheduled")
Traceback (most recent call last):
vmo.records.RefusedError: basis: found 'scheduled', expected productive, staffed or paid
"""

from collections.abc import Iterable, Sequence
from datetime import datetime  # noqa: F401  the example uses it
from decimal import Decimal

from vmo.proofs._agents import PRODUCTIVE, moments, spent
from vmo.proofs._rows import EVERYONE, Row
from vmo.records import RefusedError

SIZE = 3600  # seconds of an hour


def quantity(rows: Iterable[Row], *, basis: str, states: Sequence[str] | None = None) -> Decimal:
    """Seconds of agents, each once. Raises RefusedError."""
    words = {"productive": "actual", "staffed": "logged_in", "paid": "paid"}
    if basis not in words:
        raise RefusedError([f"basis: found {basis!r}, expected productive, staffed or paid"])
    if basis != "productive" and states is not None:
        raise RefusedError(["states: only productive hours are told by states"])
    if isinstance(states, str):
        raise RefusedError([f"states: found {states!r}, expected a list"])
    own = (PRODUCTIVE if states is None else states) if basis == "productive" else None
    return spent(moments(rows, EVERYONE), words[basis], own)
