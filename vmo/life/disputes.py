"""Disputes as the store keeps them: raised, resolved once, each act sealed in the chain of receipts."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from vmo.money import plain
from vmo.records import Dispute, RefusedError, Resolution
from vmo.store import Base
from vmo.trail import record

RAISED, SETTLED = "raise", "settle"
CREDITED = "credit"  # who named the credit note of a dispute that had ended before it came
ID = "dispute-"


class DisputeRow(Base):
    """A dispute about a document of ours or a partner's invoice; see `vmo.records.Dispute`."""

    __tablename__ = "dispute"
    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str]
    line: Mapped[str]
    code: Mapped[str]
    reason: Mapped[str]
    amount: Mapped[str]
    currency: Mapped[str]
    raised_on: Mapped[date]
    by: Mapped[str]
    response_due: Mapped[date | None]
    evidence: Mapped[str]
    resolution: Mapped[str]
    resolved_on: Mapped[date | None]
    resolved_by: Mapped[str]
    resolved_why: Mapped[str]
    credit_note: Mapped[str]


NAMES = [one.name for one in fields(Dispute)]


def id_of(document: str, line: str, code: str, amount: Decimal, raised_on: date) -> str:
    """The id of a dispute: the same dispute again is the same one.

    >>> id_of("acme-care/2026-10/1", "voice", "QTY", Decimal("1.50"), date(2026, 11, 9))
    'dispute-dc7ec2a0'
    """
    told = f"{document}\n{line}\n{code}\n{plain(amount)}\n{raised_on}"
    return ID + sha256(told.encode()).hexdigest()[:8]


def raised(session: Session, dispute: Dispute) -> bool:
    """Record a dispute; False, and nothing, where it is recorded already. Raises RefusedError for one that withholds nothing."""
    if dispute.amount <= 0:
        what = f"{dispute.document}: found {plain(dispute.amount)} {dispute.currency} in dispute"
        raise RefusedError([f"{what}, expected an amount above zero, as 120.00"])
    if session.get(DisputeRow, dispute.id):
        return False
    told = {name: getattr(dispute, name) for name in NAMES}
    session.add(DisputeRow(**{**told, "amount": plain(dispute.amount)}))
    record(session, RAISED, dispute.id, as_sealed(dispute))
    return True


def settled(
    session: Session, dispute: Dispute, resolution: Resolution, *, on: date, by: str, why: str, credit_note: str = ""
) -> Dispute:
    """End an open dispute. Raises RefusedError for one that has ended, or that would end before it began."""
    if not dispute.open:
        raise RefusedError([f"{dispute.id}: found {dispute.resolution} on {dispute.resolved_on}, expected an open one"])
    if on < dispute.raised_on:
        raise RefusedError([f"{dispute.id}: found {on}, expected {dispute.raised_on} or later, the day it was raised"])
    ended = replace(
        dispute, resolution=resolution, resolved_on=on, resolved_by=by, resolved_why=why, credit_note=credit_note
    )
    row = session.get_one(DisputeRow, dispute.id)
    for name in ("resolution", "resolved_on", "resolved_by", "resolved_why", "credit_note"):
        setattr(row, name, getattr(ended, name))
    record(session, SETTLED, dispute.id, as_sealed(ended))
    return ended


def credited(session: Session, dispute: Dispute, credit_note: str, *, by: str, why: str) -> Dispute:
    """Name the credit note of a dispute that was accepted before it came. Raises RefusedError where it has one or is due none."""
    if dispute.resolution != "accepted" or dispute.credit_note:
        found = dispute.resolution or "an open one"
        named = f", settled by {dispute.credit_note}" if dispute.credit_note else ""
        raise RefusedError(
            [f"{dispute.id}: found {found}{named}, expected one that was accepted and has no credit note"]
        )
    told = replace(dispute, credit_note=credit_note)
    session.get_one(DisputeRow, dispute.id).credit_note = credit_note
    record(session, CREDITED, dispute.id, {"credit_note": credit_note, "by": by, "why": why})
    record(session, SETTLED, dispute.id, as_sealed(told))
    return told


def of(session: Session, *documents: str) -> list[Dispute]:
    """The disputes about documents, or all, in the order in which they were raised."""
    rows = select(DisputeRow).order_by(DisputeRow.raised_on, DisputeRow.document, DisputeRow.line, DisputeRow.id)
    chosen = rows.where(DisputeRow.document.in_(documents)) if documents else rows
    return [as_told(row) for row in session.scalars(chosen)]


def find(session: Session, name: str) -> Dispute:
    """A dispute by its id; raises RefusedError with those that are open."""
    row = session.get(DisputeRow, name)
    if row is None:
        still = ", ".join(one.id for one in of(session) if one.open) or "none"
        raise RefusedError([f"{name}: no such dispute; open: {still}"])
    return as_told(row)


def as_told(row: DisputeRow) -> Dispute:
    told = {name: getattr(row, name) for name in NAMES}
    return Dispute(**{**told, "amount": Decimal(row.amount)})


def as_sealed(dispute: Dispute) -> dict[str, Any]:
    """All that a dispute says, as text."""
    told = {name: getattr(dispute, name) for name in NAMES}
    return {
        name: "" if value is None else plain(value) if name == "amount" else str(value) for name, value in told.items()
    }
