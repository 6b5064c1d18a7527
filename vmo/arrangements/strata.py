"""Strata: evaluations with what their stratum holds as `value_s`, for a count of each stratum and size (domain.md 1.5)

>>> import ibis
>>> told = {"evaluation_id": ["e1"], "process": ["call"], "errors": [0], "record": [1], "stratum": ["billing"]}
>>> rows = ibis.memtable({**told, "stratum_size": [900], "credited_on": ["2026-01-31"], "quarter_at": ["2026-01-31 12:00"]})
>>> str(arrange(rows).value_s.execute()[0])
'900.000'
>>> arrange(rows.drop("stratum_size"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column stratum_size, which the feed does not map
"""

from typing import Any

from vmo.arrangements._evaluated import ONE_ROW_OF, one_each
from vmo.records import UnmappedColumnError

__all__ = ["NEEDED", "OF_VALUES", "ONE_ROW_OF", "arrange"]

OF_VALUES = True
NEEDED = ("stratum", "stratum_size")


def arrange(rows: Any) -> Any:
    """One row for each evaluation and day; raises UnmappedColumnError without stratum or stratum_size."""
    for name in NEEDED:
        if name not in rows.columns:
            raise UnmappedColumnError(name)
    found = one_each(rows)
    return found.mutate(value_s=found.stratum_size.cast("decimal(12,3)"))
