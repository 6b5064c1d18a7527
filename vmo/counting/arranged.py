"""Arranged: accepted rows as metrics look at them, side by side in one table, so that one scan counts all that is asked.

A row is credited at one instant, but a metric may count it at another: an item of work when it was received, when it was
due, when it was completed. Time that a row covers is cut at the borders of UTC quarter-hours. What needs an order or a
grouping first is an arrangement (`vmo/arrangements/`), of rows or, where it says OF_SLICES, of slices with their edges.
Each of these is a look; `look` tells a row's own.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import ibis

from vmo import kinds, plugins
from vmo.calendars import COVERED
from vmo.calendars.business_time import Clock
from vmo.calendars.instants import QUARTER_MS, floor, ms, quarter
from vmo.counting.timed import Timed, is_due_moment, on_its_clock, with_due_times
from vmo.kinds import CREDITED, SPAN, Kind
from vmo.records import UnmappedColumnError

EXACT = "decimal(18,3)"
NONE: Mapping[str, Timed] = {}


def arranged(
    rows: Any,
    kind: str,
    looks: Collection[str],
    timed: Mapping[str, Timed] = NONE,
    *,
    partner: str = "",
    between: tuple[date, date] = COVERED,
    among: Any = None,
) -> Any:
    """The rows once for each look, with the columns `look` and, for spans, `slice_s`; the rows themselves for none.

    A look whose columns the feed does not map is left out: nothing can be counted there. `timed` tells the looks that are on
    a clock, `partner` whose rows these are, `between` the days in which their instants lie. An arrangement
    that sets rows beside others (its AMONG) finds these in `among`; without it, in the rows.
    """
    others = sorted(set(looks) - {CREDITED})
    if not others:
        return rows
    parts = [rows.mutate(look=ibis.literal(CREDITED))]
    for look in others:
        try:
            found = (
                _on_a_clock(rows, kinds.kind(kind), timed[look], timed[look].clock(partner, between))
                if look in timed
                else _look(rows, kinds.kind(kind), look, among)
            )
            parts.append(found.mutate(look=ibis.literal(look)))
        except UnmappedColumnError:
            continue
    return side_by_side(parts)


def side_by_side(parts: Sequence[Any]) -> Any:
    """Tables as one, each with nothing in the columns of the others."""
    columns = {name: part[name].type() for part in parts for name in part.columns}
    filled = [_filled(part, columns) for part in parts]
    return ibis.union(*filled) if len(filled) > 1 else filled[0]


def _on_a_clock(rows: Any, kind: Kind, timed: Timed, clock: Clock) -> Any:
    due = with_due_times(rows, timed, clock)
    if is_due_moment(kind, timed, rows):
        placed = due.filter(due.clock_placed_at.notnull())
        placed = placed.mutate(quarter_at=quarter(placed.clock_placed_at))
    else:
        placed = due if timed.base == CREDITED else _look(due, kind, timed.base)
    return on_its_clock(placed, timed, kind.kind, clock)


def _look(rows: Any, kind: Kind, look: str, among: Any = None) -> Any:
    if look in kind.moments:
        at = _column(rows, kind.moments[look])
        return rows.filter(at.notnull()).mutate(quarter_at=quarter(at))
    if look == SPAN and kind.spans:
        return slices(rows, kind.spans.start, kind.spans.end)
    arrangement = plugins.find("arrangements", look)
    if kind.spans and getattr(arrangement, "OF_SLICES", False):
        return arrangement.arrange(slices(rows, kind.spans.start, kind.spans.end, edges=True))
    if among is not None and getattr(arrangement, "AMONG", False):
        return arrangement.arrange(rows, among=among)
    return arrangement.arrange(rows)


def slices(rows: Any, start: str, end: str, *, edges: bool = False) -> Any:
    """One row for each quarter-hour that a row touches; `slice_s` is what of it lies there, decimal(12,3) seconds.

    With `edges` also `slice_from_ms` and `slice_to_ms`, where it begins and ends, in milliseconds since 1970.
    """
    begun, ended = _column(rows, start), _column(rows, end)
    whole = rows.filter(ended > begun).mutate(begun_ms=ms(begun), last_ms=ms(ended) - 1)
    whole = whole.mutate(from_ms=floor(whole.begun_ms))
    cut = whole.mutate(nth=ibis.range(0, (floor(whole.last_ms) - whole.from_ms) // QUARTER_MS + 1).unnest())
    from_ms = cut.from_ms + cut.nth * QUARTER_MS
    begins, ends = ibis.greatest(cut.begun_ms, from_ms), ibis.least(cut.last_ms + 1, from_ms + QUARTER_MS)
    inside = ends - begins
    return cut.mutate(
        **({"slice_from_ms": begins, "slice_to_ms": ends} if edges else {}),
        quarter_at=quarter(cut[start]) + (cut.nth * 15).as_interval("m"),
        slice_s=(inside.cast(EXACT) * ibis.literal("0.001").cast(EXACT)).cast("decimal(12,3)"),
    ).drop("begun_ms", "last_ms", "from_ms", "nth")


def _column(rows: Any, name: str) -> Any:
    if name not in rows.columns:
        raise UnmappedColumnError(name)
    return rows[name]


def _filled(part: Any, columns: dict[str, Any]) -> Any:
    def typed(name: str, of: Any) -> Any:
        if name not in part.columns:
            return ibis.null(of)
        return part[name] if part[name].type() == of else part[name].cast(of)

    return part.select(**{name: typed(name, of) for name, of in columns.items()})
