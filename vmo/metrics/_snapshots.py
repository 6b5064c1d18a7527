"""Snapshots: which of the snapshots of a window count: the last one, or each day's, never their sum (domain.md 1.0)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from vmo.metrics._tallies import one_of
from vmo.records import Cell

Snapshots = Literal["last", "daily"]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Taken:
    """Sums over the snapshots that count, and how many these are; without evidence of all there is no snapshot."""

    numerator: Decimal
    denominator: Decimal
    snapshots: int


def taken(cells: Sequence[Cell], snapshots: Snapshots, counted_on: Sequence[date]) -> Taken:
    """The snapshot of the last day, or those of all days; `counted_on` are the local days on which the feed had a row.

    A day of these without a cell is a snapshot in which nothing of the scope was open.
    """
    days = {one.local.date() for one in cells} | set(counted_on)
    if snapshots == "last" and days:
        days = {max(days)}
    own = [one.ratio for one in cells if one.local.date() in days]
    if any(one.numerator is None for one in own):
        return Taken(ZERO, ZERO, 0)
    return Taken(
        sum((Decimal(one.numerator) for one in own), ZERO),
        sum((Decimal(one.denominator or 0) for one in own), ZERO),
        len(days),
    )


def told(snapshots: str) -> None:
    """Raises RefusedError where the term is none of the words it may be."""
    one_of("snapshots", snapshots, get_args(Snapshots))
