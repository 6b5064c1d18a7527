"""Evaluations: one row for each evaluation, made of the rows of its criteria (domain.md 1.5)

`any_failed` counts the criteria with an error and `any_blank` those that tell neither errors nor passed; where the feed
maps severity so do `customer_critical_failed`, `customer_critical_blank` and so on for each severity. Only criteria
that apply count; one that does not say applies. `earned` and `possible` are sums of points; `points_blank` counts the
criteria that tell one of the two without the other. `stratum_size` is null where the rows of one evaluation do not tell
one size. The rows of one evaluation stand in one delivery.

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

from vmo.arrangements._evaluated import ONE_ROW_OF, one_each

__all__ = ["ONE_ROW_OF", "arrange"]


def arrange(rows: Any) -> Any:
    """One row for each evaluation and day; raises UnmappedColumnError without evaluation_id or process."""
    return one_each(rows)
