"""Bands: prices by volume, each `up_to` its limit, which lies inside (decision M4); the last has none.

A band begins where the one before ends, so there is no gap, and limits rise, so that none overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vmo.money import plain
from vmo.pricing._numbers import exact
from vmo.records import RefusedError

Told = Sequence[dict[str, Any]]
EXAMPLE = "[{up_to: 5000, rate: 2.40}, {rate: 2.10}]"


@dataclass(frozen=True)
class Band:
    """More than `above`, up to and with `up_to`; None is without end."""

    above: Decimal
    up_to: Decimal | None
    rate: Decimal

    @property
    def note(self) -> str:
        """The band as the reader sees it.

        >>> Band(Decimal(0), Decimal(5000), Decimal(1)).note, Band(Decimal(5000), None, Decimal(1)).note
        ('up to 5000', 'above 5000')
        """
        if self.up_to is None:
            return f"above {plain(self.above)}" if self.above else ""
        return f"{plain(self.above)} to {plain(self.up_to)}" if self.above else f"up to {plain(self.up_to)}"


def read(told: Told) -> list[Band]:
    """The bands, the lowest first; raises RefusedError for a gap, an overlap, or a rate that is no number.

    >>> [band.note for band in read([{"up_to": 5000, "rate": 3}, {"up_to": 8000, "rate": 2}, {"rate": 1}])]
    ['up to 5000', '5000 to 8000', 'above 8000']
    >>> read([{"up_to": 5000, "rate": 2}, {"up_to": 5000, "rate": 1}])
    Traceback (most recent call last):
    vmo.records.RefusedError: bands: up_to 5000 is not above 5000, where the band before ends; limits rise, or bands overlap
    bands: the last band ends at 5000, and more has no price; leave its up_to out
    """
    if not isinstance(told, list | tuple) or not told or not all(isinstance(one, dict) for one in told):
        raise RefusedError([f"bands: found {told!r}, expected a list of bands, such as {EXAMPLE}"])
    faults: list[str] = []
    found: list[Band] = []
    above = Decimal(0)
    for nth, one in enumerate(told, 1):
        unknown = sorted(map(str, one.keys() - {"up_to", "rate"}))
        if unknown or "rate" not in one:
            found_keys = ", ".join(map(str, one)) or "nothing"
            faults.append(f"bands: band {nth} has {found_keys}, expected up_to and rate, as {EXAMPLE}")
            continue
        up_to = None if "up_to" not in one else exact("bands: up_to", one["up_to"])
        if up_to is None and nth < len(told):
            faults.append(
                f"bands: band {nth} has no up_to, so those after it are never reached; only the last has none"
            )
        if up_to is not None and up_to <= above:
            start = f"{above}, where the band before ends" if nth > 1 else "0"
            faults.append(f"bands: up_to {up_to} is not above {start}; limits rise, or bands overlap")
        found.append(Band(above, up_to, exact("bands: rate", one["rate"])))
        above = above if up_to is None else up_to
    if found and found[-1].up_to is not None:
        faults.append(f"bands: the last band ends at {above}, and more has no price; leave its up_to out")
    if faults:
        raise RefusedError(faults)
    return found
