"""Item time, second calculation, from domain.md 1.1, line 12: handling seconds per completed item.

>>> measure([{"completed_at": 1, "handle_s": 120}, {"completed_at": 1, "handle_s": None}])
Ratio(numerator=Decimal('120'), denominator=2)
>>> measure([{"completed_at": 1}])
Traceback (most recent call last):
vmo.records.RefusedError: handle_s: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._deferred import is_completed
from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Seconds worked over items completed; a blank took none. Raises RefusedError."""
    done = [row for row in within(rows, population) if is_completed(row)]
    return Ratio(sum((Decimal(cell(row, "handle_s") or 0) for row in done), Decimal(0)), len(done))
