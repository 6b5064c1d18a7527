"""Outage edges: where outages begin and end within each UTC quarter-hour (domain.md 1.7, decision Q4)

An outage has one row of edge 1 in each quarter-hour that it touches, at the instant at which it begins there, and one of
edge -1 at its end, unless that is where a quarter-hour ends: every quarter-hour begins with no outage. `quarter_at` holds
that instant itself. So the sum of the edges up to an instant, since its quarter-hour began, tells which outages run at it,
in whatever files they stand. An outage that was cancelled, or that has no end yet, has none.

>>> import ibis
>>> told = {"type": ["outage"], "opened_at": ["2026-06-01T10:05:00"], "restored_at": ["2026-06-01T10:20:00"]}
>>> rows = ibis.memtable(told).mutate(**{name: ibis._[name].cast("timestamp") for name in NEEDED[1:]})
>>> edges = arrange(rows).order_by("quarter_at").execute()
>>> [(f"{at:%H:%M}", int(edge)) for at, edge in zip(edges.quarter_at, edges.edge)]
[('10:05', 1), ('10:15', 1), ('10:20', -1)]
>>> arrange(rows.drop("restored_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column restored_at, which the feed does not map
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

SEEN_AT = ("span",)
NEEDED = ("type", "opened_at", "restored_at")
QUARTER_MIN, QUARTER_S = 15, 900


def arrange(rows: Any) -> Any:
    """One row for each edge, with the columns `edge` and `quarter_at`; raises UnmappedColumnError."""
    for name in NEEDED:
        if name not in rows.columns:
            raise UnmappedColumnError(name)
    lasting = rows.filter((rows.type == "outage") & (rows.restored_at > rows.opened_at))
    if "status" in rows.columns:
        lasting = lasting.filter((lasting.status != "cancelled").fill_null(True))
    edge = ibis.literal(1, "int8")
    instant = rows.opened_at.type()
    first, last = _quarter(lasting.opened_at), _quarter(lasting.restored_at)
    ends_inside = lasting.restored_at > last
    ends = lasting.filter(ends_inside).mutate(edge=-edge, quarter_at=lasting.restored_at.cast(instant))
    count = (_seconds(last) - _seconds(first)) // QUARTER_S + ends_inside.cast("int64")
    cut = lasting.mutate(nth=ibis.range(0, count).unnest())
    begun = ibis.ifelse(cut.nth == 0, cut.opened_at, _quarter(cut.opened_at) + (cut.nth * QUARTER_MIN).as_interval("m"))
    begins = cut.mutate(edge=edge, quarter_at=begun.cast(instant)).drop("nth")
    columns = list(begins.columns)
    return begins.select(columns).union(ends.select(columns))


def _quarter(at: Any) -> Any:
    return at.truncate("h") + ((at.minute() // QUARTER_MIN) * QUARTER_MIN).as_interval("m")


def _seconds(at: Any) -> Any:
    return at.epoch_seconds().cast("int64")
