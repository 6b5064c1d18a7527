"""Tiered: the share of the band in which the shortfall lies.

Bands of the shortfall, `{from, to, percent}` in the metric's unit and in percent of the share, from 0, side by side, the last
without `to` (domain.md 3.7, decision M4). A level that is just reached is not a miss, whatever band begins there. Where lower is
better the shortfall is what exceeds the level.

>>> bands = [{"from": 0, "to": 2, "percent": 25}, {"from": 2, "to": 5, "percent": 50}, {"from": 5, "percent": 100}]
>>> severity(actual=Fraction("76.5"), expected=80, direction="higher", bands=bands, closed="upper")
Fraction(1, 2)
>>> severity(actual=Fraction(79), expected=80, direction="higher", bands=bands[1:], closed="upper")
Traceback (most recent call last):
vmo.records.RefusedError: bands: the first begins at 2, expected from: 0, so that none falls outside
"""

from fractions import Fraction
from typing import Literal

from vmo.curves._bands import Bands, Closed, band_of, rising
from vmo.curves._shortfall import Exact, shortfall
from vmo.records import RefusedError

RETURNS = "share"
MULTIPLIED = CAPPED = BY_DAYS = True


def severity(
    *,
    actual: Exact,
    expected: Exact,
    direction: Literal["higher", "lower", "range", "none"],
    bands: Bands,
    closed: Closed,
) -> Fraction:
    """The band's percent as a share, 0 to 1. Raises RefusedError for bands with gaps, overlaps or falling percents."""
    missed_by = shortfall(actual, expected, direction)
    band = band_of(missed_by, bands, closed, brings="percent", begins=0)
    rising(bands, "percent")
    if bands[-1]["percent"] > 100:
        raise RefusedError([f"bands: percent is {bands[-1]['percent']}, expected at most 100, the whole share"])
    return Fraction(band["percent"]) / 100 if missed_by > 0 else Fraction(0)
