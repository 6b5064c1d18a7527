"""Minutes billed, second calculation, from domain.md 4 (line 2): each contact rounds up on its own.

>>> rows = [{"outcome": "answered", "handle_s": s} for s in (61, 59, 125)]
>>> quantity(rows, increment_s=6), quantity(rows, increment_s=60)
(Decimal('252'), Decimal('360'))
>>> quantity(rows, increment_s=0)
Traceback (most recent call last):
vmo.records.RefusedError: increment_s: found 0, expected seconds above zero
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from vmo.proofs._rows import Row, cell, seconds
from vmo.records import RefusedError

SIZE = 60  # seconds of a minute


def quantity(
    rows: Iterable[Row],
    *,
    increment_s: Decimal | int,
    minimum_s: Decimal | int = 0,
    billable: Sequence[str] = ("handle_s",),
) -> Decimal:
    """Billable seconds: per contact whole steps, at least `minimum_s`, none for none. Raises RefusedError."""
    if increment_s <= 0:
        raise RefusedError([f"increment_s: found {increment_s}, expected seconds above zero"])
    handled = [row for row in rows if cell(row, "outcome") == "answered"]
    step, least = Decimal(increment_s), Decimal(minimum_s)
    return sum((_billed(row, step, least, billable) for row in handled), Decimal(0))


def _billed(row: Row, increment_s: Decimal, minimum_s: Decimal, billable: Sequence[str]) -> Decimal:
    used = sum((seconds(row, column) for column in billable), Decimal(0))
    if used <= 0:
        return Decimal(0)
    whole, rest = divmod(used, increment_s)
    steps = whole + 1 if rest else whole
    return max(steps * increment_s, minimum_s)
