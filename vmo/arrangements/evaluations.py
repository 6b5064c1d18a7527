"""Evaluations: one row for each evaluation, made of the rows of its criteria (domain.md 1.5)

`any_failed` counts the criteria with an error and `any_blank` those that tell neither errors nor passed; where the feed
maps severity so do `customer_critical_failed`, `customer_critical_blank` and so on for each severity. Only criteria
that apply count; one that does not say applies. `earned` and `possible` are sums of points; `points_blank` counts the
criteria that tell one of the two without the other. The rows of one evaluation stand in one delivery.

>>> import ibis
>>> told = {"evaluation_id": ["e1", "e1", "e2"], "process": ["call"] * 3, "errors": [0, 2, 0], "record": [1, 2, 3]}
>>> rows = ibis.memtable({**told, "credited_on": ["2026-01-31"] * 3, "quarter_at": ["2026-01-31 12:00"] * 3})
>>> arrange(rows).order_by("record").any_failed.execute().tolist()
[1, 0]
>>> arrange(rows.drop("process"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column process, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

NEEDED = ("evaluation_id", "process")
SEVERITIES = ("customer_critical", "business_critical", "compliance_critical", "non_critical")
KEPT = ("process", "method", "evaluated_by", "stratum", "channel", "site", "program", "language", "business_unit")
POINTS = ("points_earned", "points_possible")


def arrange(rows: Any) -> Any:
    """One row for each evaluation and day; raises UnmappedColumnError without evaluation_id or process."""
    for name in NEEDED:
        if name not in rows.columns:
            raise UnmappedColumnError(name)
    by = ["evaluation_id", "credited_on", *(name for name in KEPT if name in rows.columns)]
    sums = {"record": rows.record.min(), "quarter_at": rows.quarter_at.min(), **_failed(rows), **_points(rows)}
    if "stratum_size" in rows.columns:
        sums["stratum_size"] = rows.stratum_size.max()
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
