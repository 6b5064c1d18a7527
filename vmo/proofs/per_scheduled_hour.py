"""Hours scheduled, second calculation, from domain.md 4 (line 3) and Q4: seconds of the approved schedule, each once.

>>> at = datetime(2026, 1, 5, 9)
>>> told = [("scheduled", "available", 600), ("scheduled", "available", 600), ("actual", "handling", 900)]
>>> rows = [{"agent_id": "a", "time_type": t, "state": s, "slice_at": at, "slice_s": n} for t, s, n in told]
>>> quantity(rows), quantity(rows, scheduled_states=["break"])
(Decimal('600.000'), Decimal('0'))
>>> quantity(rows, basis="planned")
Traceback (most recent call last):
vmo.records.RefusedError: basis: found 'planned', expected productive, staffed or paid
"""

from collections.abc import Iterable, Sequence
from datetime import datetime  # noqa: F401  the example uses it
from decimal import Decimal

from vmo.proofs._agents import PRODUCTIVE, WORKING, moments, spent
from vmo.proofs._rows import EVERYONE, Row
from vmo.records import RefusedError

SIZE = 3600  # seconds of an hour


def quantity(
    rows: Iterable[Row], *, basis: str | None = None, scheduled_states: Sequence[str] | None = None
) -> Decimal:
    """Seconds of agents on the schedule. Raises RefusedError."""
    if basis not in {None, "productive", "staffed", "paid"}:
        raise RefusedError([f"basis: found {basis!r}, expected productive, staffed or paid"])
    if isinstance(scheduled_states, str):
        raise RefusedError([f"scheduled_states: found {scheduled_states!r}, expected a list"])
    work = PRODUCTIVE if basis == "productive" else WORKING
    own = work if scheduled_states is None else scheduled_states
    return spent(moments(rows, EVERYONE), "scheduled", own, "scheduled_states")
