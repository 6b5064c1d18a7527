"""Evaluated: the criteria of one evaluation as one row, for the arrangements of quality (domain.md 1.5)"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

NEEDED = ("evaluation_id", "process")
SEVERITIES = ("customer_critical", "business_critical", "compliance_critical", "non_critical")
KEPT = ("process", "method", "evaluated_by", "stratum", "channel", "site", "program", "language", "business_unit")
ONE_ROW_OF = ("evaluation_id", "credited_on", *KEPT)  # the rows that one arranged row stands for agree on these
POINTS = ("points_earned", "points_possible")


def one_each(rows: Any) -> Any:
    """One row for each evaluation and day; raises UnmappedColumnError without evaluation_id or process."""
    for name in NEEDED:
        if name not in rows.columns:
            raise UnmappedColumnError(name)
    by = ["evaluation_id", "credited_on", *(name for name in KEPT if name in rows.columns)]
    sums = {"record": rows.record.min(), "quarter_at": rows.quarter_at.min(), **_failed(rows), **_points(rows)}
    if "stratum_size" in rows.columns:
        size, whole = rows.stratum_size, rows.stratum_size.count() == rows.count()
        sums["stratum_size"] = ibis.ifelse(whole & (size.min() == size.max()), size.max(), ibis.null("int64"))
    return rows.group_by(by).aggregate(**sums)


def _failed(rows: Any) -> dict[str, Any]:
    """Criteria that failed, and that tell nothing, in all and by severity; none where the feed tells no errors."""
    told = [rows[name].notnull() for name in ("errors", "passed") if name in rows.columns]
    failed = [
        *([rows.errors > 0] if "errors" in rows.columns else []),
        *([~rows.passed] if "passed" in rows.columns else []),
    ]
    if not told:
        return {}
    failing, blank = _either(failed) & _applies(rows), ~_either(told) & _applies(rows)
    found = {"any_failed": rows.count(where=failing), "any_blank": rows.count(where=blank)}
    for severity in SEVERITIES if "severity" in rows.columns else ():
        own = rows.severity == severity
        found[f"{severity}_failed"] = rows.count(where=failing & own)
        found[f"{severity}_blank"] = rows.count(where=blank & own)
    return found


def _points(rows: Any) -> dict[str, Any]:
    if any(name not in rows.columns for name in POINTS):
        return {}
    earned, possible = (rows[name] for name in POINTS)
    both = _applies(rows) & earned.notnull() & possible.notnull()
    half = _applies(rows) & (earned.isnull() != possible.isnull())
    zero = ibis.literal(0).cast("decimal(38,6)")
    found = {
        "earned": earned.sum(where=both).cast("decimal(38,6)").fill_null(zero),
        "possible": possible.sum(where=both).cast("decimal(38,6)").fill_null(zero),
    }
    return {**found, "points_blank": rows.count(where=half)}


def _applies(rows: Any) -> Any:
    return rows.applicable.fill_null(True) if "applicable" in rows.columns else ibis.literal(True)


def _either(conditions: list[Any]) -> Any:
    first, *others = (one.fill_null(False) for one in conditions)
    return first | others[0] if others else first
