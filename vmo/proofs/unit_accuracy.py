"""Unit accuracy, second calculation, from domain.md 1.5: 1 - defective evaluations / evaluations.

>>> rows = [{"evaluation_id": e, "errors": n} for e, n in (("a", 0), ("a", 5), ("b", 0))]
>>> measure(rows, errors_of="any")
Ratio(numerator=1, denominator=2)
>>> measure(rows, errors_of="critical")
Traceback (most recent call last):
vmo.records.RefusedError: severity: not mapped, so no class of errors is told; map it in the partner YAML
"""

from collections.abc import Iterable

from vmo.proofs._evaluated import CLASSES, evaluations, is_defective
from vmo.proofs._rows import EVERYONE, Population, Row, known
from vmo.records import Ratio, RefusedError


def measure(rows: Iterable[Row], *, errors_of: str = "critical", population: Population = EVERYONE) -> Ratio:
    """Evaluations without an error of the class over evaluations. Raises RefusedError."""
    if errors_of not in (*CLASSES, "any"):
        raise RefusedError([f"errors_of: found {errors_of!r}, expected one of {', '.join(CLASSES)}, any"])
    units = evaluations(rows, population)
    defects = known(lambda: sum(is_defective(criteria, errors_of) for criteria in units))
    return Ratio(None if defects is None else len(units) - defects, len(units))
