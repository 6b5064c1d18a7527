"""Clock: what the ways of counting share of due times and lengths of time that run on a clock (domain.md 1.6, decision Q2).

`clock` is `calendar`, round the clock, or `business`, which stands while the service is closed: what arrives while closed
starts at the next opening, and what is due when the service closes is due then. `due` is `told` (the partner's due times
count; where one is empty it is receipt and cycle time) or `computed` (receipt and cycle time count for all). A due time is
an instant: what is done after it is late, also in closed hours. Lengths run on the clock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import ibis

from vmo.metrics._deferred import Cycles, Hours, hours_ms, late_s, ms, seconds
from vmo.metrics._tallies import column, one_of
from vmo.records import RefusedError

Word = Literal["calendar", "business"]
Clock = Word | Mapping[str, Word]
Due = Literal["told", "computed"]


@dataclass(frozen=True)
class DueTimes:
    """When rows are due: by the time they were told, or so long after their clock starts, at most `longest_ms`.

    `computed` says that no told time counts. A row that is not `promised` anything, and told nothing, is never due.
    """

    told: str
    start: str
    length_ms: Any = None
    promised: Any = True
    longest_ms: int = 0
    computed: bool = False


def runs(clock: Clock, due: Due, length: object) -> bool:
    """Whether the terms need a clock: lengths in open time, or due times of the contract. Raises RefusedError."""
    one_of("due", due, get_args(Due))
    for name, word in clock.items() if isinstance(clock, Mapping) else [("", clock)]:
        one_of(f"clock of {name}" if name else "clock", word, get_args(Word))
    if due == "computed" and length is None:
        raise RefusedError(["due: computed, from what? Name the cycle time, as `cycle_h`, or the hours, as `target_h`"])
    return "business" in (clock.values() if isinstance(clock, Mapping) else (clock,)) or length is not None


def by_cycle(rows: Any, due: Due, cycle_h: Hours | None, told: str = "due_at") -> DueTimes:
    """Due times of items, from receipt and cycle time where the contract names one."""
    if cycle_h is None:
        return DueTimes(told, "received_at")
    cycles = Cycles(cycle_h)
    return DueTimes(
        told, "received_at", cycles.length_ms(rows), longest_ms=cycles.longest_ms, computed=due == "computed"
    )


def by_priority(rows: Any, due: Due, target_h: Mapping[str, Any] | None, told: str) -> DueTimes:
    """Due times of tickets, from their opening and the hours that the contract gives their priority."""
    if target_h is None:
        return DueTimes(told, "opened_at")
    targets = targets_ms(target_h)
    priority = column(rows, "priority")
    length = ibis.cases(
        *((priority == name, ibis.literal(limit, "int64")) for name, limit in targets.items()), else_=ibis.null("int64")
    )
    promised = priority.isin(sorted(targets)).fill_null(False)
    return DueTimes(told, "opened_at", length, promised, max(targets.values()), computed=due == "computed")


def targets_ms(target_h: Mapping[str, Any]) -> dict[str, int]:
    """Hours by priority as milliseconds; raises RefusedError."""
    if not isinstance(target_h, Mapping) or not target_h:
        raise RefusedError([f"target_h: found {target_h!r}, expected hours by priority, as {{P1: 4, P2: 8}}"])
    return {name: hours_ms(f"target_h of {name}", hours) for name, hours in target_h.items()}


def every_priority(clock: Clock, target_h: Mapping[str, Any]) -> None:
    """Raises RefusedError where a priority that is promised something has no clock."""
    lacking = [name for name in target_h if name not in clock] if isinstance(clock, Mapping) else []
    if lacking:
        raise RefusedError(
            [f"clock of {lacking[0]}: missing; name calendar or business for every priority of target_h"]
        )


def is_due(rows: Any) -> Any:
    """Whether a row is ever due; one of which that cannot be told is taken as due, and unknown."""
    return rows.clock_due_ms.notnull() | ~rows.clock_known


def reached(rows: Any, done: str, longer_ms: Any = 0) -> Any:
    """Whether a row was done by its due time, or so much later on the clock; not done is not."""
    told = (ms(column(rows, done)) <= ms(rows.clock_told_at)).fill_null(False)
    at, limit = rows[f"clock_{done}_ms"], rows.clock_due_ms + longer_ms
    return told | ((at < limit) | ((at == limit) & rows[f"clock_{done}_ran"])).fill_null(False)


@dataclass(frozen=True)
class Late:
    """Which rows are past due at their snapshot, by how many seconds, decimal(18,3), and whether that is known."""

    late: Any
    seconds: Any
    known: Any


def late(rows: Any, clock: Clock, due: Due, cycle_h: Hours | None, due_column: str, at: str) -> Late:
    """How late rows are. One of which that cannot be told is taken as late, and unknown."""
    if not on_clock_at(rows.columns, clock, due, cycle_h, at):
        found = late_s(rows, due_column, at)
        return Late((found > 0).fill_null(False), found, ibis.literal(True))
    past = (rows.clock_due_ms.notnull() & ~reached(rows, at)) | ~rows.clock_known
    return Late(past, seconds(rows[f"clock_{at}_ms"] - rows.clock_due_ms), rows.clock_known)


def on_clock_at(columns: Collection[str], clock: Clock, due: Due, cycle_h: Hours | None, at: str) -> tuple[str, ...]:
    """The snapshot, where lateness runs on a clock or items get a due time from the contract; else nothing.

    What has no receipt, as a report, gets none.
    """
    length = cycle_h if "received_at" in columns or due == "computed" else None
    return (at,) if runs(clock, due, length) else ()
