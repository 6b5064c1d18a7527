"""Locked volume, second calculation, from domain.md 4 (line 15): what the last version locked in time expects.

>>> rows = [{"volume": 90, "locked_at": 1, "author": "client"}, {"volume": 500, "locked_at": None, "author": "client"}]
>>> quantity(rows), quantity(rows, author="partner")
(Ratio(numerator=Decimal('90'), denominator=1), Ratio(numerator=Decimal('0'), denominator=0))
>>> quantity(rows, author="nobody")
Traceback (most recent call last):
vmo.records.RefusedError: author: found 'nobody', expected client or partner
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from vmo.proofs import _locks
from vmo.proofs._rows import Row, cell
from vmo.records import Cell, Ratio

SIZE = 1


def quantity(rows: Iterable[Row], *, author: str | None = None) -> Ratio:
    """Volume of whatever was locked, and how many rows tell it. Raises RefusedError."""
    own = _locks.locked(rows, author)
    return Ratio(sum((Decimal(cell(row, "volume")) for row in own), Decimal(0)), len(own))


def held(cells: Sequence[Cell], *, locked_by: datetime, until: datetime) -> Fraction | None:
    """What is expected by the versions that stand once nobody may change them any more. Raises RefusedError."""
    return _locks.held(cells, locked_by=locked_by, until=until)
