"""Unit accuracy, second calculation, from domain.md 1.5: 1 - defective evaluations / evaluations.

>>> rows = [{"evaluation_id": e, "errors": n} for e, n in (("a", 0), ("a", 5), ("b", 0))]
>>> measure(rows, errors_of="any")
Ratio(numerator=1, denominator=2)
>>> measure(rows, errors_of="critical")
Traceback (most recent call last):
vmo.records.RefusedError: severity: not mapped, so no class of errors is told; map it in the partner YAML
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._evaluated import CLASSES, evaluations, is_defective
from vmo.proofs._rows import EVERYONE, Population, Row, cell, known, within
from vmo.records import Ratio, RefusedError


def valued(row: Row, *, strata: str = "pooled") -> Decimal | None:
    """What the stratum of a row holds, where strata are weighted and it tells that."""
    if strata == "pooled":
        return None
    size = cell(row, "stratum_size")
    return None if cell(row, "stratum") is None or size is None else Decimal(size)


def measure(
    rows: Iterable[Row], *, errors_of: str = "critical", strata: str = "pooled", population: Population = EVERYONE
) -> Ratio:
    """Evaluations without an error of the class over evaluations. Raises RefusedError."""
    if strata not in ("pooled", "weighted"):
        raise RefusedError([f"strata: found {strata!r}, expected one of pooled, weighted"])
    rows = list(within(rows, population))
    if strata == "weighted" and any(valued(row, strata=strata) is None for row in rows):
        return Ratio(None, len(evaluations(rows, EVERYONE)))
    if errors_of not in (*CLASSES, "any"):
        raise RefusedError([f"errors_of: found {errors_of!r}, expected one of {', '.join(CLASSES)}, any"])
    units = evaluations(rows, population)
    defects = known(lambda: sum(is_defective(criteria, errors_of) for criteria in units))
    return Ratio(None if defects is None else len(units) - defects, len(units))
