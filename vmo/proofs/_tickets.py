"""Tickets as the proofs of domain.md 1.7 read them: when a step was done, and which tickets stand."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from vmo.proofs._rows import Population, Row, cell, within
from vmo.records import RefusedError

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


def met(row: Row, done: str, latest: datetime, pauses: str) -> bool:
    """Whether the ticket has a stamp, and in time; seconds that it waited for others are taken off where they are deducted."""
    at = cell(row, done)
    if at is None:
        return False
    waited = (cell(row, "paused_s") or Decimal(0)) if pauses == "deducted" else Decimal(0)
    return bool(at - timedelta(milliseconds=int(waited * 1000)) <= latest)
