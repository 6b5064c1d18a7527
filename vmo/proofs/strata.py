"""Strata, second calculation, from domain.md 1.5 and decision Q5: acc = sum(N_h*acc_h)/sum(N_h), and the effective n

The variance of such a mean is Σ (N_h/N)² p(1 - p)/n_h; the n of which a simple sample would vary as much is the effective one.
What rows told last is N_h. A stratum that was seen and not drawn, or of which more was drawn than it holds, makes no data.

>>> from datetime import UTC, datetime
>>> from decimal import Decimal
>>> from vmo.records import Ratio
>>> june = datetime(2026, 6, 1)
>>> told = (("billing", 900, 9, 10), ("refunds", 100, 5, 10))
>>> cells = [
...     Cell(june, june.replace(tzinfo=UTC), {"partner": "acme", "stratum": name}, Ratio(hits, n), Decimal(size))
...     for name, size, hits, n in told
... ]
>>> found = weighted(cells)
>>> found.numerator, found.size, found.n, found.effective
(Fraction(860, 1), 1000, 20, Fraction(500, 41))
>>> weighted([Cell(june, june.replace(tzinfo=UTC), cells[0].dimensions, Ratio(11, 10), Decimal(900))])
Traceback (most recent call last):
vmo.records.RefusedError: stratum billing: found 11 hits of 10, expected no more hits than were drawn
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vmo.proofs._rows import EVERYONE, Population
from vmo.records import Cell, RefusedError


@dataclass(frozen=True)
class Whole:
    """Σ N_h p_h, Σ N_h, what was drawn, and the effective n; a numerator of None is no data."""

    numerator: Fraction | None
    size: int
    n: int
    effective: Fraction


NOTHING, UNKNOWN = Whole(Fraction(0), 0, 0, Fraction(0)), Whole(None, 0, 0, Fraction(0))


def weighted(cells: Iterable[Cell], population: Population = EVERYONE) -> Whole:
    """The whole that cells make, those that may be of the population; the value of each is what its stratum holds.
    Raises RefusedError.
    """
    sizes: dict[tuple[str | None, str], tuple[date, int]] = {}
    hits: dict[tuple[str | None, str], int] = {}
    drawn: dict[tuple[str | None, str], int] = {}
    for one in cells:
        told, name = one.dimensions, one.dimensions["stratum"]
        if one.value is None or name is None:
            continue
        if any(told[column] not in values for column, values in population.items() if column in told):
            continue
        place = told.get("partner"), name
        sizes[place] = max(sizes.get(place, (date.min, 0)), (one.local.date(), int(one.value)))
        hits[place] = hits.get(place, 0) + int(one.ratio.numerator)
        drawn[place] = drawn.get(place, 0) + int(one.ratio.denominator)
    for place, n in drawn.items():
        if hits[place] > n:
            found = f"found {hits[place]} hits of {n}"
            raise RefusedError([f"stratum {place[1]}: {found}, expected no more hits than were drawn"])
    if not any(drawn.values()):
        return NOTHING
    if any(not 0 < n <= sizes[place][1] for place, n in drawn.items()):
        return UNKNOWN
    whole = sum(size for _, size in sizes.values())
    numerator = sum((Fraction(sizes[place][1] * hits[place], n) for place, n in drawn.items()), Fraction(0))
    squares = sum((Fraction(sizes[place][1] ** 2, n) for place, n in drawn.items()), Fraction(0))
    return Whole(numerator, whole, sum(drawn.values()), Fraction(whole * whole) / squares)
