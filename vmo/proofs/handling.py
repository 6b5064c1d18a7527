"""Handling time, second calculation, from domain.md 1.4 (AHT, ATT, hold, ACW over every handled contact).

>>> rows = [{"outcome": "answered", "talk_s": 100, "acw_s": 20}, {"outcome": "abandoned", "talk_s": 0}]
>>> measure(rows, part="handle_s")
Ratio(numerator=Decimal('120'), denominator=1)
>>> measure(rows, part="hold_s")
Traceback (most recent call last):
vmo.records.RefusedError: hold_s: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._queue import queue
from vmo.proofs._rows import EVERYONE, HANDLING, Population, Row, known, seconds
from vmo.records import Ratio, RefusedError


def measure(rows: Iterable[Row], *, part: str, population: Population = EVERYONE) -> Ratio:
    """Seconds of one part of the handling, over handled contacts. Raises RefusedError."""
    if part not in ("handle_s", *HANDLING):
        raise RefusedError([f"part: found {part!r}, expected one of handle_s, {', '.join(HANDLING)}"])
    cut = queue(rows, population)
    handled = [*cut.contacts.get("answered", ()), *cut.intervals]
    spent = known(lambda: sum((seconds(row, part) for row in handled), Decimal(0)))
    return Ratio(spent, known(lambda: cut.a))
