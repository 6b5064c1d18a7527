"""Opportunity accuracy, second calculation, from domain.md 1.5: 1 - errors / applicable opportunities.

>>> measure([{"errors": 0, "opportunities": 3}, {"errors": 1, "opportunities": 1}])
Ratio(numerator=3, denominator=4)
>>> measure([{"opportunities": 3}])
Traceback (most recent call last):
vmo.records.RefusedError: errors: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._evaluated import has_error
from vmo.proofs._rows import EVERYONE, Population, Row, cell, counted, known, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Opportunities without error over opportunities; a criterion is one where the feed counts none. RefusedError."""
    criteria = [row for row in within(rows, population) if row.get("applicable") is not False]
    if criteria and "opportunities" in criteria[0]:
        cell(criteria[0], "errors")
        errors = known(lambda: counted(criteria, "errors"))
        chances = known(lambda: counted(criteria, "opportunities"))
        return Ratio(None, None) if errors is None or chances is None else Ratio(chances - errors, chances)
    failed = known(lambda: sum(has_error(row) for row in criteria))
    return Ratio(None if failed is None else len(criteria) - failed, len(criteria))
