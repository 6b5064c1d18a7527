"""Disputing: until when what is left of a document may be disputed, where its contract says so (domain.md 5.3).

As MCI and RMH agreed: the undisputed part is paid, and within so many days of a payment it is told what of the rest is not
accepted. Before anything is paid there is no such day; each payment begins the days anew.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from vmo.money import plain
from vmo.records import Payment, RefusedError
from vmo.settlement.payment import Payable


def until(of: Payable, payments: Sequence[Payment]) -> date | None:
    """The last day on which a dispute may be raised after these payments; None where nothing ends it."""
    if of.dispute_days is None or not payments:
        return None
    return max(one.paid_on for one in payments) + timedelta(of.dispute_days)


def in_time(of: Payable, payments: Sequence[Payment], on: date) -> None:
    """Raises RefusedError for a dispute that is raised on a day before the document was issued, or too late after a payment."""
    if on < of.issued_on:
        raise RefusedError(
            [f"{of.id}: found a dispute on {on}, expected {of.issued_on} or later, the day of its issue"]
        )
    made = [one for one in payments if one.paid_on <= on]
    last = until(of, made)
    if last is not None and on > last:
        paid = max(made, key=lambda one: one.paid_on)
        clause = f", {of.dispute_clause}" if of.dispute_clause else ""
        what = f"{plain(paid.amount)} {of.currency} were paid on {paid.paid_on} ({of.dispute_days} days{clause})"
        act = "what is left is to be paid; a notice that came in time is recorded with --on, its day"
        raise RefusedError([f"{of.id}: found a dispute on {on}, expected {last} or earlier: {what}; {act}"])
