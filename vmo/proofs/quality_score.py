"""Quality score, second calculation, from domain.md 1.1 (line 5) and 1.5: points earned / points possible.

>>> rows = [{"evaluation_id": "a", "points_earned": 9, "points_possible": 10}]
>>> measure(rows)
Ratio(numerator=Decimal('9'), denominator=Decimal('10'))
>>> measure(rows, auto_fail="non_critical")
Traceback (most recent call last):
vmo.records.RefusedError: auto_fail: found 'non_critical', expected none or critical
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from vmo.proofs._evaluated import evaluations, is_defective
from vmo.proofs._rows import EVERYONE, Population, Row, cell, known, told
from vmo.records import Ratio, RefusedError

NOTHING = Decimal(0)
POINTS = ("points_earned", "points_possible")


def measure(rows: Iterable[Row], *, auto_fail: str = "none", population: Population = EVERYONE) -> Ratio:
    """Points over points of the criteria that apply; a critical error may take them all. Raises RefusedError."""
    if auto_fail not in ("none", "critical"):
        raise RefusedError([f"auto_fail: found {auto_fail!r}, expected none or critical"])
    units = evaluations(rows, population)
    possible = known(lambda: sum((_points(unit, "points_possible") for unit in units), NOTHING))

    def earned() -> Decimal:
        fails = [auto_fail == "critical" and is_defective(unit, "critical") for unit in units]
        points = [_points(unit, "points_earned") for unit in units]
        return sum((NOTHING if fail else number for fail, number in zip(fails, points, strict=True)), NOTHING)

    return Ratio(known(earned), possible)


def _points(criteria: Sequence[Row], column: str) -> Decimal:
    """The points of one evaluation; a criterion without any has none, one with half of the two is not known."""
    graded = [row for row in criteria if any(cell(row, name) is not None for name in POINTS)]
    pairs = [{name: told(row, name) for name in POINTS} for row in graded]
    return sum((pair[column] for pair in pairs), NOTHING)
