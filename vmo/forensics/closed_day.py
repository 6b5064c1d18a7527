"""Closed day: a day delivered again with other content than the frozen one (domain.md 2.4, I9; 1.2.1).

The rows of the delivery that counts are held against those of each earlier delivery of the day, by identity. A switch of the
reporting system changes past days without any contact having changed. Before a document of the month was published a second
delivery is a correction and only told; then it is a warning; and an error once the document was issued. A row of a forecast
whose lock had passed is closed from then on: what changes in it is an error at once (domain.md 1.7).

>>> cell = {"feed": "calls", "day": "2026-10-05", "file": "calls_1.csv", "closed": "issued", "gone": 0, "new": 0, "changed": 0}
>>> judge([cell], where="acme")
[]
>>> (found,) = judge([{**cell, "new": 2, "changed": 1}], where="acme")
>>> print(found.severity, found)
error acme.calls:2026-10-05: a day of a month that is issued was delivered again with other content: found 0 rows gone, 2 new, \
1 changed, expected the rows of calls_1.csv; ask why it changed, and correct the month or have the first delivery sent again
"""

from collections.abc import Iterable, Mapping
from typing import Any

from vmo.forensics._asked import Asked, Columns
from vmo.records import Finding, Severity

RULE = "I9"
WANTS = "a day that was delivered more than once"
SEVERITY: dict[str, Severity] = {"": "info", "published": "warning", "issued": "error", "locked": "error"}
CLOSED = {
    "": "",
    "published": "of a month that is published ",
    "issued": "of a month that is issued ",
    "locked": "of a forecast that is locked ",
}
LOCKED = "have the locked forecast sent again; another forecast is another version, with a lock of its own"
CORRECTED = "ask why it changed, and correct the month or have the first delivery sent again"


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a day and replaced file: identities that are gone, new, or have other values."""
    if "delivered_again" not in columns:
        return None
    return (
        "SELECT feed, CAST(credited_on AS VARCHAR) AS day, file, closed, "
        "count(*) FILTER (before IS NOT NULL AND since IS NULL AND whole) AS gone, "
        "count(*) FILTER (before IS NULL AND since IS NOT NULL AND whole) AS new, "
        "count(*) FILTER (before IS NOT NULL AND since IS NOT NULL AND before IS DISTINCT FROM since) AS changed "
        f"FROM delivered_again WHERE {asked.within} GROUP BY ALL ORDER BY ALL"
    )


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A finding for each day and file that differs."""
    return [
        Finding(
            RULE,
            SEVERITY[one["closed"]],
            f"{where}.{one['feed']}:{one['day']}",
            f"a day {CLOSED[one['closed']]}was delivered again with other content",
            f"{one['gone']} rows gone, {one['new']} new, {one['changed']} changed",
            f"the rows of {one['file']}",
            {"": "", "locked": LOCKED}.get(one["closed"], CORRECTED),
            one["gone"] + one["new"] + one["changed"],
        )
        for one in cells
        if one["gone"] or one["new"] or one["changed"]
    ]
