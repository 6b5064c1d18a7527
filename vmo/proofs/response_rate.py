"""Response rate, second calculation, from domain.md 1.9: answers of those invited / invited.

>>> measure([{"invited": True, "score": 4}, {"invited": True, "score": None}, {"invited": False, "score": 4}])
Ratio(numerator=1, denominator=2)
>>> measure([{"score": 4}])
Traceback (most recent call last):
vmo.records.RefusedError: invited: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Invitations answered over invitations. Raises RefusedError."""
    invited = [row for row in within(rows, population) if cell(row, "invited")]
    return Ratio(len([row for row in invited if cell(row, "score") is not None]), len(invited))
