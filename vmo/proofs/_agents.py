"""Agents' seconds as the proofs read them, from domain.md 1.4 and decision Q4: a second of an agent counts once.

The rows are pieces of spans, none longer than a quarter-hour: `slice_at` is when a piece begins, `slice_s` how long it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from vmo.proofs._rows import Population, Row, cell, within
from vmo.records import RefusedError

ORDER = [
    "handling", "acw", "available", "aux_productive", "aux_unproductive", "break", "absent_unplanned",
    "absent_planned", "logged_out",
]  # fmt: skip
PLACES = ("process", "channel", "site", "program", "language", "business_unit")
HANDLING = ("handling", "acw")
READY = (*HANDLING, "available")
PRODUCTIVE = (*READY, "aux_productive")
WORKING = (*PRODUCTIVE, "aux_unproductive", "break")
NOT_MAPPED = "(not mapped)"
MILLI = timedelta(milliseconds=1)


def moments(rows: Iterable[Row], population: Population) -> Iterator[tuple[Decimal, dict[str, str | None]]]:
    """Stretches of time of one agent in which nothing changes: seconds, and the state by time type."""
    agents: dict[tuple[Any, ...], list[Row]] = {}
    for row in within(rows, population):
        at = row["slice_at"]
        quarter = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
        agents.setdefault((cell(row, "agent_id"), quarter, *(row.get(name) for name in PLACES)), []).append(row)
    for pieces in agents.values():
        lasting = [(row, row["slice_at"], _end(row)) for row in pieces]
        cuts = sorted({at for _, begin, end in lasting for at in (begin, end)})
        for start, stop in pairwise(cuts):
            there = [row for row, begin, end in lasting if begin <= start and stop <= end]
            if there:
                yield Decimal((stop - start) // MILLI).scaleb(-3), _states(there)


def spent(
    found: Iterable[tuple[Decimal, dict[str, str | None]]],
    time_type: str,
    states: Sequence[str] | None,
    term: str = "states",
) -> Decimal:
    """Seconds of a time type in some states, or in any."""
    strange = [state for state in states or () if state not in ORDER]
    if strange or states == ():
        raise RefusedError([f"{term}: found {strange}, expected states of an agent"])
    found = list(found)
    if states is not None and any(by.get(time_type) == NOT_MAPPED for _, by in found):
        raise RefusedError(["state: not mapped, so nothing is counted; map it in the partner YAML"])
    return sum((s for s, by in found if time_type in by and (states is None or by[time_type] in states)), Decimal(0))


def _end(row: Row) -> datetime:
    end: datetime = row["slice_at"] + int(row["slice_s"] * 1000) * MILLI
    return end


def _states(rows: Sequence[Row]) -> dict[str, str | None]:
    """The state of each time type: the first of the order among those that last."""
    found: dict[str, str | None] = {}
    for time_type in {row["time_type"] for row in rows}:
        told = [row.get("state", NOT_MAPPED) for row in rows if row["time_type"] == time_type]
        found[time_type] = min(told, key=lambda state: ORDER.index(state) if state in ORDER else len(ORDER))
    return found
