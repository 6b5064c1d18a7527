"""Edges of bands, second calculation, from decision M4: half-open, gap-free, without overlap.

Bands become a row of edges and what lies between two of them; a value is placed by counting the edges on its good side.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from vmo.records import RefusedError


def placed(
    value: Fraction, bands: Sequence[Mapping[str, Any]], closed: str, brings: str, first: int | None
) -> tuple[int, list[Fraction]]:
    """Place of the value among the bands, and what each brings. Raises RefusedError.

    >>> placed(Fraction(2), [{"from": 0, "to": 2, "x": 1}, {"from": 2, "x": 5}], "lower", "x", 0)
    (1, [Fraction(1, 1), Fraction(5, 1)])
    """
    if closed not in ("upper", "lower"):
        raise RefusedError([f"closed: found {closed!r}, expected upper or lower"])
    if not isinstance(bands, list | tuple) or len(bands) == 0 or any(not isinstance(one, dict) for one in bands):
        raise RefusedError(["bands: expected a list of bands"])
    brought = [_number(one.get(brings), brings) for one in bands]
    begins = [None if one.get("from") is None else _number(one["from"], "from") for one in bands]
    ends = [None if one.get("to") is None else _number(one["to"], "to") for one in bands]
    if begins[0] != (None if first is None else Fraction(first)):
        raise RefusedError([f"bands: the first begins at {begins[0]}, expected {first}"])
    if ends[-1] is not None:
        raise RefusedError([f"bands: the last ends at {ends[-1]}, expected no end"])
    edges = ends[:-1]
    if edges != begins[1:] or None in edges:
        raise RefusedError(["bands: they leave a gap or overlap; each must begin where the one before ends"])
    rising = [edge for edge in [begins[0], *edges] if edge is not None]
    if any(one >= two for one, two in pairwise(rising)):
        raise RefusedError(["bands: their edges do not rise"])
    known = [edge for edge in edges if edge is not None]
    passed = [edge < value if closed == "upper" else edge <= value for edge in known]
    return passed.count(True), brought


def _number(value: Any, what: str) -> Fraction:
    if type(value) not in (int, Decimal, Fraction):
        raise RefusedError([f"bands: {what} is {value!r}, expected a number"])
    return Fraction(value)
