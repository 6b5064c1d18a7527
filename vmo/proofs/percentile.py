"""Percentile, second calculation, from domain.md 1.0: nearest rank, k = ceil(p*n) of the ascending list.

Said otherwise: the smallest time that at least p of all times do not exceed.

>>> rows = [{"outcome": "answered", "wait_s": Decimal(wait)} for wait in (4, 20, 90)]
>>> measure(rows, of="wait"), [valued(row, of="wait") for row in rows][1]
(Ratio(numerator=3, denominator=None), Decimal('20'))
>>> measure([{"outcome": "answered"}], of="wait")
Traceback (most recent call last):
vmo.records.RefusedError: wait_s: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from vmo.proofs._deferred import is_completed
from vmo.proofs._rows import EVERYONE, Population, Row, cell, seconds, within
from vmo.records import Cell, Ratio, RefusedError

MILLISECOND, MILLI = timedelta(milliseconds=1), Decimal("0.001")


def valued(row: Row, *, of: str) -> Decimal | None:
    """The time of a row, in seconds; None where it has none."""
    if of not in ("wait", "handling", "cycle"):
        raise RefusedError([f"of: found {of!r}, expected one of wait, handling, cycle"])
    if of == "cycle":
        if cell(row, "received_at") is None or not is_completed(row):
            return None
        ends = [
            at.replace(microsecond=at.microsecond // 1000 * 1000) for at in (row["received_at"], row["completed_at"])
        ]
        return Decimal((ends[1] - ends[0]) // MILLISECOND) * MILLI
    if cell(row, "outcome") != "answered":
        return None
    if of == "handling":
        return seconds(row, "handle_s")
    wait = cell(row, "wait_s")
    return None if wait is None else Decimal(wait)


def measure(rows: Iterable[Row], *, of: str, percent: Decimal | int = 100, population: Population = EVERYONE) -> Ratio:
    """How many have a time. Raises RefusedError."""
    _between(percent)
    return Ratio(sum(valued(row, of=of) is not None for row in within(rows, population)))


def attain(cells: Sequence[Cell], *, percent: Decimal | int) -> Ratio:
    """The smallest time that at least so many percent do not exceed."""
    _between(percent)
    found: Counter[Decimal] = Counter()
    for one in cells:
        if one.value is not None:
            found[one.value] += one.ratio.numerator
    times = sorted(time for time in found if found[time])
    below = list(accumulate(found[time] for time in times))
    enough = [time for time, number in zip(times, below, strict=True) if Fraction(number, below[-1]) * 100 >= percent]
    return Ratio(enough[0], 1) if enough else Ratio(0, 0)


def _between(percent: Decimal | int) -> None:
    if not Decimal(0) < Decimal(percent) <= Decimal(100):
        raise RefusedError([f"percent: found {percent}, expected more than 0 and up to 100"])
