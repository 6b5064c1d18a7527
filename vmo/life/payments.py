"""Payments as the store keeps them: recorded once, sealed in the chain of receipts, never changed."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from vmo.money import plain
from vmo.records import Payment, RefusedError
from vmo.store import Base
from vmo.trail import record

REMITTED = "remit"  # not `pay`, which is the step of the document that the last payment takes


class PaymentRow(Base):
    """A payment of a document; see `vmo.records.Payment`."""

    __tablename__ = "payment"
    id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int]
    document: Mapped[str]
    amount: Mapped[str]
    currency: Mapped[str]
    paid_on: Mapped[date]
    by: Mapped[str]
    why: Mapped[str]
    discount: Mapped[str]
    discount_clause: Mapped[str]
    days_late: Mapped[int]
    late_fee: Mapped[str]
    late_fee_clause: Mapped[str]
    working: Mapped[str]


NAMES = [one.name for one in fields(Payment)]
MONEY = ("amount", "discount", "late_fee")


def remitted(session: Session, payment: Payment) -> None:
    """Record a payment. Raises RefusedError for one that is recorded already."""
    if session.get(PaymentRow, payment.id):
        what = f"{payment.id}: {plain(payment.amount)} {payment.currency} on {payment.paid_on} is recorded already"
        raise RefusedError([f"{payment.document}: {what}; another payment says in --why what tells it apart"])
    told = {name: getattr(payment, name) for name in NAMES}
    ordinal = len(of(session, payment.document)) + 1
    row = PaymentRow(ordinal=ordinal, **{**told, **{name: plain(told[name]) for name in MONEY}})
    session.add(row)
    session.flush()
    record(session, REMITTED, payment.id, as_sealed(row))


def of(session: Session, document: str) -> list[Payment]:
    """The payments of a document, in the order in which they were recorded."""
    rows = select(PaymentRow).where(PaymentRow.document == document).order_by(PaymentRow.ordinal)
    return [as_told(row) for row in session.scalars(rows)]


def as_told(row: PaymentRow) -> Payment:
    told = {name: getattr(row, name) for name in NAMES}
    return Payment(**{**told, **{name: Decimal(told[name]) for name in MONEY}})


def as_sealed(row: PaymentRow) -> dict[str, Any]:
    """All that a payment says, as text."""
    return {name: str(getattr(row, name)) for name in ("ordinal", *NAMES)}
