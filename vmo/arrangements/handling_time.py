"""Handling time: contacts cut at the borders of quarter-hours, from the wait before they are answered to their end (domain.md 4)

Of contacts that were handled. One is answered at `answered_at`, else after its wait, and takes what is told of talk, hold and
after-contact work, or `handle_s` where that is more. `slice_from_ms` and `slice_to_ms` are where a piece begins and ends,
`answered_ms` the answer, in milliseconds since 1970. What lasts longer than DAYS_BACK days is one piece, in the quarter-hour in
which it begins.

>>> import ibis
>>> told = {"outcome": ["answered"], "answered_at": ["2026-01-05T21:55"], "handle_s": [600]}
>>> told = ibis.memtable({**told, "quarter_at": ["2026-01-05T21:45"]})
>>> call = told.mutate(**{name: told[name].cast("timestamp") for name in ("answered_at", "quarter_at")})
>>> [(str(at), int(n)) for at, n in sorted(arrange(call).select("quarter_at", "slice_to_ms").execute().values.tolist())]
[('2026-01-05 21:45:00', 1767650400000), ('2026-01-05 22:00:00', 1767650700000)]
>>> arrange(call.drop("answered_at"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column answered_at or offered_at, which the feed does not map
"""

from functools import reduce
from operator import add
from typing import Any

import ibis

from vmo.records import UnmappedColumnError

DAYS_BACK = 2
SEEN_AT = ("queue_entry", "answer")
HANDLED = "answered"
PARTS = ("talk_s", "hold_s", "acw_s")
QUARTER_MS, LONGEST_MS = 900_000, DAYS_BACK * 86_400_000


def arrange(rows: Any) -> Any:
    """Pieces of contacts; raises UnmappedColumnError where the feed tells neither the answer nor when the wait began."""
    if "answered_at" not in rows.columns and "offered_at" not in rows.columns:
        raise UnmappedColumnError("answered_at", "offered_at")
    if "outcome" not in rows.columns:
        raise UnmappedColumnError("outcome")
    rows = rows.filter(rows.outcome == HANDLED)
    waited, handled = _ms_of(rows, ["wait_s"]), _ms_of(rows, PARTS)
    if "handle_s" in rows.columns:
        handled = ibis.greatest(handled, _ms_of(rows, ["handle_s"]))
    told = rows.mutate(answered_ms=_answered(rows, waited), waited_ms=waited, handled_ms=handled)
    told = told.mutate(begun_ms=told.answered_ms - told.waited_ms, ended_ms=told.answered_ms + told.handled_ms)
    lasting = told.filter(told.ended_ms > told.begun_ms)
    cut = lasting.ended_ms - lasting.begun_ms <= LONGEST_MS
    last_ms = ibis.ifelse(cut, lasting.ended_ms - 1, lasting.begun_ms)
    lasting = lasting.mutate(floor_ms=_floor(lasting.begun_ms), quarters=_floor(last_ms) - _floor(lasting.begun_ms))
    pieces = lasting.mutate(nth=ibis.range(0, lasting.quarters // QUARTER_MS + 1).unnest())
    from_ms = pieces.floor_ms + pieces.nth * QUARTER_MS
    whole = pieces.ended_ms - pieces.begun_ms > LONGEST_MS
    ends = ibis.ifelse(whole, pieces.ended_ms, ibis.least(pieces.ended_ms, from_ms + QUARTER_MS))
    on = (from_ms - _floor(_ms(pieces.quarter_at))) // QUARTER_MS
    found = pieces.mutate(
        slice_from_ms=ibis.greatest(pieces.begun_ms, from_ms),
        slice_to_ms=ends,
        quarter_at=pieces.quarter_at + (on * 15).as_interval("m"),
    )
    return found.drop("waited_ms", "handled_ms", "begun_ms", "ended_ms", "floor_ms", "quarters", "nth")


def _answered(rows: Any, waited: Any) -> Any:
    """When a contact was answered; where nothing tells that, when it is credited."""
    known = [_ms(rows.answered_at)] if "answered_at" in rows.columns else []
    known += [_ms(rows.offered_at) + waited] if "offered_at" in rows.columns else []
    return ibis.coalesce(*known, _ms(rows.quarter_at))


def _ms_of(rows: Any, names: Any) -> Any:
    """The seconds that the feed maps, added, in milliseconds; blanks add nothing."""
    zero = ibis.literal(0, "int64")
    mapped = [rows[name] for name in names if name in rows.columns]
    whole = [(one.cast("decimal(12,3)") * 1000).cast("int64").fill_null(zero) for one in mapped]
    return reduce(add, whole, zero)


def _ms(at: Any) -> Any:
    return at.truncate("s").epoch_seconds().cast("int64") * 1000 + at.millisecond()


def _floor(at_ms: Any) -> Any:
    return at_ms - at_ms % QUARTER_MS
