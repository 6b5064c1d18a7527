"""Net promoters, second calculation, from domain.md 1.9: share of 9 and 10 less share of 0 to 6.

>>> rows = [{"score": score, "scale_min": 0, "scale_max": 10} for score in (10, 8, 6, 0)]
>>> measure(rows)
Ratio(numerator=-1, denominator=4)
>>> measure(rows, of="passives")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'passives', expected net, promoters or detractors
"""

from collections.abc import Iterable

from vmo.proofs._answers import scores
from vmo.proofs._rows import EVERYONE, Population, Row, UnknownError
from vmo.records import Ratio, RefusedError


def measure(rows: Iterable[Row], *, of: str = "net", population: Population = EVERYONE) -> Ratio:
    """Promoters less detractors, or one of the two, over answers. Raises RefusedError."""
    sides = {"net": (1, -1), "promoters": (1, 0), "detractors": (0, 1)}
    if of not in sides:
        raise RefusedError([f"of: found {of!r}, expected net, promoters or detractors"])
    try:
        answers = scores(rows, population, 0, 10)
    except UnknownError:
        return Ratio(None, None)
    for_, against = sides[of]
    return Ratio(sum(for_ if score >= 9 else against if score <= 6 else 0 for score in answers), len(answers))
