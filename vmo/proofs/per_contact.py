"""Contacts billed, second calculation, from domain.md 4 (line 1): contacts handled, never contacts offered.

>>> rows = [{"outcome": o, "handle_s": s} for o, s in (("answered", 60), ("answered", 4), ("abandoned", 0))]
>>> quantity(rows), quantity(rows, minimum_handle_s=5)
(Decimal('2'), Decimal('1'))
>>> quantity([{"offered": 5}])
Traceback (most recent call last):
vmo.records.RefusedError: outcome: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from vmo.proofs._rows import Row, cell, seconds


def quantity(
    rows: Iterable[Row], *, billable: str | Sequence[str] = "answered", minimum_handle_s: Decimal | int = 0
) -> Decimal:
    """Contacts of a billable outcome, of at least the minimum handling in seconds. Raises RefusedError."""
    outcomes = [billable] if isinstance(billable, str) else billable
    billed = [row for row in rows if cell(row, "outcome") in outcomes]
    if not minimum_handle_s:
        return Decimal(len(billed))
    return Decimal(sum(seconds(row, "handle_s") >= minimum_handle_s for row in billed))
