"""Boxes, second calculation, from domain.md 1.9 (csat_top2, dsat_bottom2).

>>> rows = [{"score": score, "scale_min": 1, "scale_max": 5} for score in (5, 4, 2, 1)]
>>> measure(rows, of="bottom_two", scale_min=1, scale_max=5)
Ratio(numerator=2, denominator=4)
>>> measure(rows, of="middle", scale_min=1, scale_max=5)
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'middle', expected top_two, top_one or bottom_two
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._answers import scores
from vmo.proofs._rows import EVERYONE, Population, Row, UnknownError
from vmo.records import Ratio, RefusedError


def measure(
    rows: Iterable[Row],
    *,
    of: str,
    scale_min: Decimal | int,
    scale_max: Decimal | int,
    population: Population = EVERYONE,
) -> Ratio:
    """Answers in the boxes over answers. Raises RefusedError."""
    if of not in ("top_two", "top_one", "bottom_two"):
        raise RefusedError([f"of: found {of!r}, expected top_two, top_one or bottom_two"])
    try:
        answers = scores(rows, population, scale_min, scale_max)
    except UnknownError:
        return Ratio(None, None)
    if of == "bottom_two":
        return Ratio(sum(score <= scale_min + 1 for score in answers), len(answers))
    width = 1 if of == "top_two" else 0
    return Ratio(sum(score >= scale_max - width for score in answers), len(answers))
