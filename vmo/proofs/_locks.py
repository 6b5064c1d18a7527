"""Locks as the proofs of domain.md 4 (line 15) read them: what the last version expects that was locked in time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._forecasts import DRAFT
from vmo.proofs._rows import Row, cell
from vmo.records import Cell, RefusedError


def locked(rows: Iterable[Row], author: str | None) -> list[Row]:
    """Rows of whatever was locked. Raises RefusedError."""
    if author not in {None, "client", "partner"}:
        raise RefusedError([f"author: found {author!r}, expected client or partner"])
    seen = [row for row in rows if cell(row, "locked_at") is not None]
    return [row for row in seen if author is None or cell(row, "author") == author]


def held(cells: Sequence[Cell], *, locked_by: datetime, until: datetime) -> Fraction | None:
    """What is expected by the versions that stand once nobody may change them any more. Raises RefusedError."""
    versions: dict[Any, list[Cell]] = defaultdict(list)
    locked = [one for one in cells if one.dimensions["locked_at"] and one.ratio.denominator]
    for one in locked:
        if datetime.fromisoformat(str(one.dimensions["locked_at"])) <= locked_by:
            whose = frozenset((key, told) for key, told in one.dimensions.items() if key not in DRAFT)
            versions[one.at, whose].append(one)
    if locked and not versions:
        raise RefusedError([f"forecast: none was locked by {locked_by}"])
    last = [
        max(
            told,
            key=lambda one: (datetime.fromisoformat(str(one.dimensions["locked_at"])), str(one.dimensions["version"])),
        )
        for told in versions.values()
    ]
    if len({one.dimensions.get("author") for one in last}) > 1:
        raise RefusedError(["author: two forecast; name one"])
    taken: set[Any] = set()
    for one in sorted(last, key=lambda one: one.at):
        if not one.dimensions.get("interval_s"):
            raise RefusedError([f"forecast: the interval of {one.at} has no length"])
        minutes = int(Decimal(str(one.dimensions["interval_s"]))) // 60
        whose = frozenset((key, told) for key, told in one.dimensions.items() if key not in DRAFT)
        for minute in (one.at + timedelta(minutes=n) for n in range(minutes)):
            if minute >= until:
                raise RefusedError([f"forecast: the interval of {one.at} ends beyond what is priced"])
            if (whose, minute) in taken:
                raise RefusedError([f"forecast: intervals overlap at {minute}"])
            taken.add((whose, minute))
    return sum((Fraction(one.ratio.numerator) for one in last), Fraction(0)) if last else None
