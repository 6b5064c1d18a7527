"""Day end: of several snapshots of a day, the rows of the last one (domain.md 1.0: never a sum over snapshots)

The last of each day of the feed and, where the feed maps site, of each site. A site with nothing open then has no row in
it, and its snapshot before is the last that tells anything.

>>> import ibis
>>> told = {"snapshot_at": ["2026-01-31T06:00", "2026-01-31T18:00", "2026-01-31T18:00"], "item_id": ["a", "a", "b"]}
>>> rows = ibis.memtable({**told, "credited_on": ["2026-01-31"] * 3})
>>> sorted(arrange(rows).item_id.execute())
['a', 'b']
>>> arrange(rows.drop("snapshot_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column snapshot_at, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

SEEN_AT = ("snapshot",)


def arrange(rows: Any) -> Any:
    """The rows of each day's last snapshot; raises UnmappedColumnError without snapshot_at."""
    if "snapshot_at" not in rows.columns:
        raise UnmappedColumnError("snapshot_at")
    by = ["credited_on", *(name for name in ("site",) if name in rows.columns)]
    last = rows.snapshot_at.max().over(ibis.window(group_by=by))
    return rows.mutate(last_at=last).filter(ibis._.snapshot_at == ibis._.last_at).drop("last_at")
