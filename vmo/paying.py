"""Paying: an issued document as its payments see it, under the terms of its month's first day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import disputes, payments
from vmo.disputes import DisputeRow
from vmo.records import Balance, Document
from vmo.schema import Dated
from vmo.settlement.payment import NOT_AGREED, Agreed, Payable, balance
from vmo.store import IssuedRow
from vmo.terms import Contract
from vmo.thawed import thawed
from vmo.wording import due_on


def payable(session: Session, row: IssuedRow, contract: Contract | None) -> Payable:
    """What is to be paid of a document, and until when; of a contract that is gone no terms are known."""
    issued = thawed(row.frozen)
    told = Payable(issued.id, issued.currency, issued.totals.net, issued.totals.gross, row.issued_on)
    if issued.kind == "credit_note":
        return replace(told, set_off=_set_off(session, issued.id, row.number))
    if contract is None:
        return told
    first, _ = contract.month(issued.period)
    terms = contract.told.invoice
    return replace(
        told,
        due_on=_due(issued, row.issued_on, contract),
        late_fee=_agreed(terms.late_fee, first),
        early_payment=_agreed(terms.early_payment, first),
    )


def left_of(session: Session, row: IssuedRow, contract: Contract | None = None) -> Balance:
    """What is left of a document."""
    of = payable(session, row, contract)
    return balance(of, disputes.of(session, of.id), payments.of(session, of.id))


def _due(issued: Document, issued_on: date, contract: Contract) -> date | None:
    """The day that the document says; of what is only expected the contract says it."""
    if issued.billing is not None:
        return due_on(issued)
    days = contract.told.invoice.payment_days
    return None if days is None else issued_on + timedelta(days)


def _agreed(history: Dated[dict[str, Any]] | None, day: date) -> Agreed:
    if history is None or day < min(history.root):
        return NOT_AGREED
    entry = history.entry(day)
    return Agreed(entry.value, entry.ref)


def _set_off(session: Session, *names: str) -> Decimal:
    """What of a credit note settled disputes of other documents, which were reduced by it."""
    rows = select(DisputeRow).where(DisputeRow.credit_note.in_(names), DisputeRow.resolution == "accepted")
    return sum((Decimal(row.amount) for row in session.scalars(rows)), Decimal(0))
