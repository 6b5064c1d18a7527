"""Agent time: each second of an agent once, whatever spans overlap (domain.md 1.4, decision Q4)

Of slices of spans. Where spans of one agent and time type overlap, a second belongs to the state that stands first in
RANK, and among spans in that state to the one that began first: two chats at once are one second of handling, and who
handles is not available as well. On pieces of the schedule `actual_state` is the state that the system saw at the time.

Only spans of one day and of the same dimensions are set off against each other, so that the figures of a site or a
program do not depend on another's rows: who is in two programs at once counts in each.
"""

from typing import Any

import ibis

from vmo.records import UnmappedColumnError

OF_SLICES = True
SEEN_AT = ("span",)
RANK = (
    "handling", "acw", "available", "aux_productive", "aux_unproductive", "break", "absent_unplanned",
    "absent_planned", "logged_out",
)  # fmt: skip
APART = ("process", "channel", "site", "program", "language", "business_unit")
EXACT = "decimal(18,3)"


def arrange(rows: Any) -> Any:
    """Pieces of slices with `slice_s` and, with states, `actual_state`; raises UnmappedColumnError without agent_id."""
    if "agent_id" not in rows.columns:
        raise UnmappedColumnError("agent_id")
    together = ["agent_id", "credited_on", "quarter_at", *(name for name in APART if name in rows.columns)]
    rank = ibis.literal(0)
    if "state" in rows.columns:
        rank = ibis.cases(*((rows.state == state, place) for place, state in enumerate(RANK)), else_=len(RANK))
    grouped = rows.mutate(rank=rank, together=rows.record.min().over(group_by=together))
    edges = ibis.union(
        grouped.select(set_no="together", set_quarter="quarter_at", at_ms="slice_from_ms"),
        grouped.select(set_no="together", set_quarter="quarter_at", at_ms="slice_to_ms"),
        distinct=True,
    )
    by_group = ibis.window(group_by=[edges.set_no, edges.set_quarter], order_by=edges.at_ms)
    pieces = edges.mutate(until_ms=edges.at_ms.lead().over(by_group))
    pieces = pieces.filter(pieces.until_ms.notnull())
    lasting = grouped.join(
        pieces,
        [
            grouped.together == pieces.set_no,
            grouped.quarter_at == pieces.set_quarter,
            grouped.slice_from_ms <= pieces.at_ms,
            grouped.slice_to_ms >= pieces.until_ms,
        ],
    )
    first = ibis.window(
        group_by=[lasting.set_no, lasting.set_quarter, lasting.at_ms, lasting.time_type],
        order_by=[lasting["rank"], lasting.start_at, lasting.record],
    )
    told = lasting.mutate(nth=ibis.row_number().over(first))
    seen = told.filter(told.nth == 0)
    if "state" in rows.columns:
        same = ibis.window(group_by=[seen.set_no, seen.set_quarter, seen.at_ms])
        actual = ibis.ifelse(seen.time_type == "actual", seen.state, ibis.null("string"))
        seen = seen.mutate(actual_state=actual.max().over(same))
    length = (seen.until_ms - seen.at_ms).cast(EXACT) * ibis.literal("0.001").cast(EXACT)
    found = seen.mutate(slice_s=length.cast("decimal(12,3)"))
    return found.drop(
        "rank", "together", "nth", "set_no", "set_quarter", "at_ms", "until_ms", "slice_from_ms", "slice_to_ms"
    )
