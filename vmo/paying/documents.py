"""Paying: an issued document as its payments see it, under the terms of its month's first day."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.life import disputes, payments
from vmo.life.disputes import DisputeRow
from vmo.life.thawed import thawed
from vmo.past import is_late_fee
from vmo.paying.terms import under
from vmo.records import Balance
from vmo.settlement.payment import Payable, balance
from vmo.store import IssuedRow
from vmo.terms import Contract
from vmo.wording import due_on


def payable(session: Session, row: IssuedRow, contract: Contract | None) -> Payable:
    """What is to be paid of a document, and until when; of a contract that is gone no terms are known."""
    issued = thawed(row.frozen)
    fees = sum((line.amount for line in issued.lines if is_late_fee(line)), Decimal(0))
    totals = issued.totals
    told = Payable(issued.id, issued.currency, totals.net, totals.gross, row.issued_on, due_on(issued), fees=fees)
    if issued.kind == "credit_note":
        return replace(told, due_on=None, set_off=_set_off(session, issued.id, row.number))
    if contract is None:
        return told
    first, _ = contract.month(issued.period)
    return under(told, contract, first)


def left_of(session: Session, row: IssuedRow, contract: Contract | None = None) -> Balance:
    """What is left of a document."""
    of = payable(session, row, contract)
    return balance(of, disputes.of(session, of.id), payments.of(session, of.id))


def _set_off(session: Session, *names: str) -> Decimal:
    """What of a credit note settled disputes of other documents, which were reduced by it."""
    rows = select(DisputeRow).where(DisputeRow.credit_note.in_(names), DisputeRow.resolution == "accepted")
    return sum((Decimal(row.amount) for row in session.scalars(rows)), Decimal(0))
