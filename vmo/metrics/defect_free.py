"""Defect free: reports sent in which neither side found a defect, out of reports sent (domain.md 1.8, metric 33).

A defect found more than `within_days` days after the report was sent does not count; without the term every defect does, as
does one of which nobody noted when it was found. A blank in `defects` says that none was found.

>>> import ibis
>>> sent = ibis.memtable({"delivered_at": ["2026-01-02", "2026-01-02", None], "defects": [0, 2, None]})
>>> reports = sent.mutate(delivered_at=sent.delivered_at.cast("timestamp"))
>>> ratio = measure(reports)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(reports, within_days=0)
Traceback (most recent call last):
vmo.records.RefusedError: within_days: found 0, expected a whole number of days, 1 or more
"""

from typing import Any

from vmo.metrics._deferred import HOUR_MS, ms
from vmo.metrics._tallies import column
from vmo.records import Ratio, RefusedError


def measure(rows: Any, *, within_days: int | None = None) -> Ratio:
    """Reports without a defect over reports sent; raises RefusedError for a strange number of days."""
    sent = column(rows, "delivered_at")
    defective = (column(rows, "defects") > 0).fill_null(False)
    if within_days is not None:
        if isinstance(within_days, bool) or not isinstance(within_days, int) or within_days < 1:
            raise RefusedError([f"within_days: found {within_days!r}, expected a whole number of days, 1 or more"])
        after_ms = ms(column(rows, "defect_found_at")) - ms(sent)
        defective &= (after_ms <= within_days * 24 * HOUR_MS).fill_null(True)
    is_sent = sent.notnull()
    return Ratio(rows.count(where=is_sent & ~defective), rows.count(where=is_sent))
