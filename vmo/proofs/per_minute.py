"""Minutes billed, second calculation, from domain.md 4 (line 2): each contact rounds up on its own.

Of contacts cut at the quarter-hours (line 18) a piece bills what of the billable time lies in it, the last one also what rounding
adds.

>>> rows = [{"outcome": "answered", "handle_s": s} for s in (61, 59, 125)]
>>> quantity(rows, increment_s=6), quantity(rows, increment_s=60)
(Decimal('252'), Decimal('360'))
>>> quantity(rows, increment_s=0)
Traceback (most recent call last):
vmo.records.RefusedError: increment_s: found 0, expected seconds above zero
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from vmo.proofs._looks import answer
from vmo.proofs._rows import Row, cell, seconds
from vmo.records import RefusedError

SIZE = 60  # seconds of a minute
MILLI = timedelta(milliseconds=1)


def quantity(
    rows: Iterable[Row],
    *,
    increment_s: Decimal | int,
    minimum_s: Decimal | int = 0,
    billable: Sequence[str] = ("handle_s",),
    at_border: str = "start",
) -> Decimal:
    """Billable seconds: per contact whole steps, at least `minimum_s`, none for none. Raises RefusedError."""
    if increment_s <= 0:
        raise RefusedError([f"increment_s: found {increment_s}, expected seconds above zero"])
    if at_border not in {"start", "sliced"}:
        raise RefusedError([f"at_border: found {at_border!r}, expected start or sliced"])
    if at_border == "sliced" and ("ivr_s" in billable or not {"talk_s", "handle_s"} & set(billable)):
        raise RefusedError([f"at_border: sliced of {', '.join(billable)}, whose begin is not told"])
    handled = [row for row in rows if cell(row, "outcome") == "answered"]
    step, least = Decimal(increment_s), Decimal(minimum_s)
    if at_border == "sliced":
        return sum((_in_piece(row, step, least, billable) for row in handled), Decimal(0))
    return sum((_billed(row, step, least, billable) for row in handled), Decimal(0))


def _in_piece(row: Row, step: Decimal, least: Decimal, billable: Sequence[str]) -> Decimal:
    """Of what the contact bills the part that lies in the piece."""
    used = sum((seconds(row, column) for column in billable), Decimal(0))
    begin = answer(row) - (int(seconds(row, "wait_s") * 1000) * MILLI if "wait_s" in billable else timedelta())
    end = begin + int(used * 1000) * MILLI
    start, stop = max(begin, row["piece_from"]), min(end, row["piece_to"])
    inside = Decimal((stop - start) // MILLI).scaleb(-3) if start < stop else Decimal(0)
    if start < stop and stop == end:
        inside += _billed(row, step, least, billable) - used
    return inside


def _billed(row: Row, increment_s: Decimal, minimum_s: Decimal, billable: Sequence[str]) -> Decimal:
    used = sum((seconds(row, column) for column in billable), Decimal(0))
    if used <= 0:
        return Decimal(0)
    whole, rest = divmod(used, increment_s)
    steps = whole + 1 if rest else whole
    return max(steps * increment_s, minimum_s)
