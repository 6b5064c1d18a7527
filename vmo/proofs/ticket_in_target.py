"""Ticket in target, second calculation, from domain.md 1.7: by priority, round the clock; a missing stamp is late.

>>> from datetime import datetime
>>> row = {"opened_at": datetime(2026, 1, 5, 10), "priority": "P1", "restored_at": datetime(2026, 1, 5, 14)}
>>> measure([row, {**row, "priority": "P3"}], of="resolution", target_h={"P1": 4})
Ratio(numerator=1, denominator=1)
>>> measure([row], of="resolution", target_h={})
Traceback (most recent call last):
vmo.records.RefusedError: target_h: found {}, expected hours by priority, as {P1: 4, P2: 8}
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._rows import EVERYONE, Population, Row, cell
from vmo.proofs._tickets import met, step, tickets
from vmo.records import Ratio, RefusedError


def measure(
    rows: Iterable[Row],
    *,
    of: str,
    target_h: Mapping[str, Decimal | int],
    pauses: str = "counted",
    population: Population = EVERYONE,
) -> Ratio:
    """Tickets done in target over tickets whose priority has one. Raises RefusedError."""
    if not isinstance(target_h, Mapping) or not target_h:
        raise RefusedError([f"target_h: found {target_h!r}, expected hours by priority, as {{P1: 4, P2: 8}}"])
    allowed = {}
    for priority, hours in target_h.items():
        length = Fraction(hours) * 3_600_000
        if length <= 0 or length.denominator > 1:
            raise RefusedError(
                [f"target_h of {priority}: found {hours}, expected more than 0 h, in whole milliseconds"]
            )
        allowed[priority] = timedelta(milliseconds=int(length))
    _, done = step(of, pauses)
    promised = [row for row in tickets(rows, population) if cell(row, "priority") in allowed]
    return Ratio(
        sum(met(row, done, row["opened_at"] + allowed[row["priority"]], pauses) for row in promised), len(promised)
    )
