"""Tickets as the proofs of domain.md 1.7 read them: which tickets stand, and whether a step was done in time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from vmo.proofs._clock import Clock, cut
from vmo.proofs._rows import Population, Row, UnknownError, cell, within
from vmo.records import Ratio, RefusedError

STEPS = {"response": ("response_due_at", "responded_at"), "resolution": ("resolution_due_at", "restored_at")}


def tickets(rows: Iterable[Row], population: Population) -> Iterator[Row]:
    """Those of a population that were not cancelled."""
    return (row for row in within(rows, population) if row.get("status") != "cancelled")


def step(of: str, pauses: str) -> tuple[str, str]:
    """Columns of when the step was due, and when it was done. Raises RefusedError."""
    if of not in STEPS:
        raise RefusedError([f"of: found {of!r}, expected one of response, resolution"])
    if pauses not in ("counted", "deducted"):
        raise RefusedError([f"pauses: found {pauses!r}, expected one of counted, deducted"])
    return STEPS[of]


def judged(
    rows: Iterable[Row],
    population: Population,
    clock: Clock,
    done: str,
    pauses: str,
    due_at: Callable[[Row], datetime | None],
) -> Ratio:
    """Tickets done by their due time over tickets that have one; unknown where one of them is.

    Where pauses are deducted a ticket may be done so much later, on its clock, as it waited for others.
    """
    hits = members = 0
    try:
        for row in tickets(rows, population):
            due, at = due_at(row), cell(row, done)
            if due is None:
                continue
            clock.check(row, due, at)
            members += 1
            waited = int((cell(row, "paused_s") or 0) * 1000) if pauses == "deducted" else 0
            hits += at is not None and (
                cut(at) <= cut(due) or bool(waited and cut(at) <= clock.after(row, due, waited))
            )
    except UnknownError:
        return Ratio(None, None)
    return Ratio(hits, members)
