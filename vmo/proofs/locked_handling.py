"""Locked handling time, second calculation, from domain.md 3.4 and 4 (line 15): workload = volume x AHT of what was locked.

>>> rows = [{"volume": 100, "aht_s": 180, "locked_at": 1}, {"volume": 0, "aht_s": None, "locked_at": 1}]
>>> quantity(rows), quantity([*rows, {"volume": 1, "aht_s": None, "locked_at": 1}])
(Ratio(numerator=Decimal('18000000.000000'), denominator=2), Ratio(numerator=None, denominator=3))
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

SIZE = 60_000  # milliseconds of a minute


def quantity(rows: Iterable[Row], *, author: str | None = None) -> Ratio:
    """Milliseconds that whatever was locked expects, None where a row does not tell it, and the rows. Raises RefusedError."""
    own = _locks.locked(rows, author)
    total = 0  # millionths of a millisecond
    for row in own:
        expected, each = Decimal(cell(row, "volume")), cell(row, "aht_s")
        if not expected:
            continue
        if each is None:
            return Ratio(None, len(own))
        total += int(Fraction(expected) * 10**6) * int(Fraction(each) * 1000)
    return Ratio(Decimal(f"{total}e-6"), len(own))


def held(cells: Sequence[Cell], *, locked_by: datetime, until: datetime) -> Fraction | None:
    """Seconds that are expected by the versions that stand once nobody may change them any more. Raises RefusedError."""
    found = _locks.held(cells, locked_by=locked_by, until=until)
    return None if found is None else found * Fraction(1, 1000)
