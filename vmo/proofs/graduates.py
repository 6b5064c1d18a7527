"""Graduates, second calculation, from domain.md 1.1, line 44: starters who completed the training successfully.

>>> measure([{"starters": 12, "graduates": 10}, {"starters": 8, "graduates": 8}])
Ratio(numerator=18, denominator=20)
>>> measure([{"starters": 12, "graduates": None}]).numerator is None
True
>>> measure([{"graduates": 8}])
Traceback (most recent call last):
vmo.records.RefusedError: starters: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, counted, known, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Graduates over starters of all classes. Raises RefusedError."""
    classes = list(within(rows, population))
    return Ratio(known(lambda: counted(classes, "graduates")), known(lambda: counted(classes, "starters")))
