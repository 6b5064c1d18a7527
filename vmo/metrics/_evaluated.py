"""Evaluated: what the metrics of quality read of an evaluation (`vmo/arrangements/evaluations.py`)

An evaluation whose concerned criteria tell neither errors nor passed proves nothing: the sum it belongs to is null.
"""

from typing import Any, Literal

import ibis

from vmo.records import UnmappedColumnError

ErrorsOf = Literal["customer_critical", "business_critical", "compliance_critical", "critical", "any"]
CRITICAL = ("customer_critical", "business_critical", "compliance_critical")


def defective(rows: Any, errors_of: ErrorsOf) -> tuple[Any, Any]:
    """Whether an evaluation has an error of the class, and whether it leaves open that it has one."""
    severities = CRITICAL if errors_of == "critical" else (errors_of,)
    for severity in severities:
        if f"{severity}_failed" not in rows.columns:
            raise UnmappedColumnError(*(["severity"] if "any_failed" in rows.columns else ["errors", "passed"]))
    failed = sum((rows[f"{one}_failed"] for one in severities[1:]), start=rows[f"{severities[0]}_failed"])
    blank = sum((rows[f"{one}_blank"] for one in severities[1:]), start=rows[f"{severities[0]}_blank"])
    return failed > 0, blank > 0


def proven(sum_of: Any, unproven: Any, dtype: str) -> Any:
    """The sum as that type, null where any of its rows is unproven, zero where there is no row."""
    zero = ibis.literal(0).cast(dtype)
    return ibis.ifelse(unproven.any().fill_null(False), ibis.null(dtype), sum_of.cast(dtype).fill_null(zero))
