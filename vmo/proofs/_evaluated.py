"""Evaluations as the proofs of quality read them: the criteria of one evaluation together (domain.md 1.5)."""

from collections.abc import Iterable, Sequence

from vmo.proofs._rows import Population, Row, UnknownError, within
from vmo.records import RefusedError

CLASSES = {
    "customer_critical": ("customer_critical",),
    "business_critical": ("business_critical",),
    "compliance_critical": ("compliance_critical",),
    "critical": ("customer_critical", "business_critical", "compliance_critical"),
}


def evaluations(rows: Iterable[Row], population: Population) -> list[list[Row]]:
    """The criteria that apply, evaluation by evaluation; an evaluation of which none applies is an empty list."""
    found: dict[str, list[Row]] = {}
    for row in within(rows, population):
        criteria = found.setdefault(row["evaluation_id"], [])
        if row.get("applicable") is not False:
            criteria.append(row)
    return list(found.values())


def has_error(criterion: Row) -> bool:
    """Whether the criterion has an error; UnknownError where it does not tell, RefusedError where nothing could tell."""
    told = [column for column in ("errors", "passed") if column in criterion]
    if not told:
        raise RefusedError(["errors or passed: not mapped, so no error is seen; map one in the partner YAML"])
    values = {column: criterion[column] for column in told if criterion[column] is not None}
    if not values:
        raise UnknownError("errors or passed")
    return values.get("errors", 0) > 0 or values.get("passed") is False


def is_defective(criteria: Sequence[Row], errors_of: str) -> bool:
    """Whether an evaluation has an error of the class; UnknownError where it might."""
    if errors_of != "any" and any("severity" not in row for row in criteria):
        raise RefusedError(["severity: not mapped, so no class of errors is told; map it in the partner YAML"])
    own = [row for row in criteria if errors_of == "any" or row["severity"] in CLASSES[errors_of]]
    unknown = False
    for row in own:
        try:
            if has_error(row):
                return True
        except UnknownError:
            unknown = True
    if unknown:
        raise UnknownError("errors or passed")
    return False
