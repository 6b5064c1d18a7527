"""Bands: half-open ranges side by side, each with what it brings; no gap, no overlap (decision M4).

`closed: upper` holds its upper end, (from, to]; `closed: lower` its lower one, [from, to). A band without `from` or `to` has
no end on that side; the last has no `to`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from vmo.records import RefusedError

Closed = Literal["upper", "lower"]
Bands = Sequence[Mapping[str, Any]]


def band_of(value: Fraction, bands: Bands, closed: Closed, *, brings: str, begins: int | None) -> Mapping[str, Any]:
    """The band that holds the value. Raises RefusedError for bands that do not stand side by side.

    `brings` is the key of what a band brings; `begins` the only `from` that the first may have, None for no end.

    >>> bands = [{"from": 0, "to": 2, "percent": 25}, {"from": 2, "percent": 50}]
    >>> [band_of(Fraction(2), bands, end, brings="percent", begins=0)["percent"] for end in ("upper", "lower")]
    [25, 50]
    """
    _refuse(bands, closed, brings, begins)
    for band in bands:
        to = band.get("to")
        if to is None or value < Fraction(to) or (closed == "upper" and value == Fraction(to)):
            return band
    raise AssertionError("the last band has no end")


def _refuse(bands: Bands, closed: Closed, brings: str, begins: int | None) -> None:
    if closed not in ("upper", "lower"):
        raise RefusedError([f"closed: found {closed!r}, expected upper, for (from, to], or lower, for [from, to)"])
    if not isinstance(bands, list | tuple) or not bands or not all(isinstance(one, dict) for one in bands):
        raise RefusedError([f"bands: found {bands!r}, expected a list of {{from, to, {brings}}}"])
    reasons = []
    for nth, band in enumerate(bands, 1):
        unknown = band.keys() - {"from", "to", brings, "grade"}
        if unknown:
            reasons.append(f"bands: the {nth}. has {', '.join(sorted(unknown))}; known: from, to, {brings}")
        reasons += [
            f"bands: {key} of the {nth}. is {band.get(key)!r}, expected a number"
            for key in (brings, *(key for key in ("from", "to") if key in band))
            if not isinstance(band.get(key), Decimal | int) or isinstance(band.get(key), bool)
        ]
    if not reasons:
        reasons = list(_apart(bands, begins))
    if reasons:
        raise RefusedError(reasons)


def _apart(bands: Bands, begins: int | None) -> list[str]:
    first, last = bands[0].get("from"), bands[-1].get("to")
    reasons = []
    if first != begins:
        wanted = "no `from`" if begins is None else f"from: {begins}"
        reasons.append(f"bands: the first begins at {first}, expected {wanted}, so that none falls outside")
    if last is not None:
        reasons.append(f"bands: the last ends at {last}, expected no `to`, so that none falls outside")
    for nth, (one, two) in enumerate(pairwise(bands), 1):
        end, begin = one.get("to"), two.get("from")
        if end is None or begin is None or end != begin:
            what = "overlap" if end is None or begin is None or begin < end else "leave a gap"
            reasons.append(f"bands: the {nth}. ends at {end}, the next begins at {begin}; they {what}, let them meet")
        elif one.get("from") is not None and one["from"] >= end:
            reasons.append(f"bands: the {nth}. goes from {one['from']} to {end}, which holds nothing")
    return reasons


def rising(bands: Bands, brings: str) -> None:
    """Refuse bands of which a worse one costs less."""
    for one, two in pairwise(bands):
        if two[brings] < one[brings]:
            raise RefusedError(
                [f"bands: {brings} falls from {one[brings]} to {two[brings]}; a worse miss never costs less"]
            )
    if bands[0][brings] < 0:
        raise RefusedError([f"bands: {brings} is {bands[0][brings]}, expected nothing below 0"])
