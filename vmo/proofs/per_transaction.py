"""Transactions billed, second calculation, from domain.md 4 (line 7): completed, not cancelled, no rework.

>>> quantity([{"completed_at": 1, "rework": None}, {"completed_at": 2, "rework": True}, {"completed_at": None, "rework": None}])
Decimal('1')
>>> quantity([{"completed_at": 1}])
Traceback (most recent call last):
vmo.records.RefusedError: rework: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._deferred import is_completed
from vmo.proofs._rows import Row, cell


def quantity(rows: Iterable[Row]) -> Decimal:
    """Items that are billed. Raises RefusedError where nobody told what was done over."""
    return Decimal(sum(1 for row in rows if cell(row, "rework") is not True and is_completed(row)))
