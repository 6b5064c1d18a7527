"""Late fees: what the payments of a month cost that came late, a line of that month's document for each, not subject to VAT.

A payment is of the month in which it was paid, whenever it is recorded: one that is told after its month was issued is late data,
and the month's correction bears its fee (law 6). Every line names its payment, and the clause of the document that was paid.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vmo.derivation import Step
from vmo.life import disputes, payments
from vmo.life.events import find, issued, issued_as
from vmo.life.payments import PaymentRow
from vmo.life.thawed import thawed
from vmo.money import plain
from vmo.past import LATE_FEE, before
from vmo.proving.payment import Paid
from vmo.records import Dispute, Line, Payment
from vmo.store import TrailRow
from vmo.terms import Contract

ONE = Decimal(1)


def lines(session: Session, contract: Contract, first: date, last: date) -> tuple[Line, ...]:
    """The lines of a month, by the day of payment; outside what is at risk (decision M6)."""
    return tuple(
        Line(
            _name(one),
            LATE_FEE,
            first,
            last,
            f"Late fee on {_number(session, one)}, {one.days_late} days late: {one.working}",
            ONE,
            "one",
            one.late_fee,
            one.late_fee,
            one.late_fee_clause,
        )
        for one in _late(session, contract, first, last)
    )


def steps(session: Session, contract: Contract, period: str) -> Mapping[str, tuple[Step, ...]]:
    """Line → the payment as it was recorded, and how its fee came to that."""
    return {_name(one): (_recorded(session, one),) for one in _late(session, contract, *contract.month(period))}


def paid(session: Session, contract: Contract, first: date, last: date) -> Mapping[str, Paid]:
    """Line → the payment and what it rests on, for the second calculation: a dispute that was raised or resolved after the
    payment was recorded changed nothing of its fee.
    """
    found = {}
    for one in _late(session, contract, first, last):
        row = issued_as(session, find(session, one.document))
        if row:
            every = payments.of(session, one.document)
            before = every[: every.index(one)]
            document = replace(thawed(row.frozen), issued_on=row.issued_on)
            found[_name(one)] = Paid(one, document, before, list(_as_they_stood(session, one)))
    return found


def _as_they_stood(session: Session, one: Payment) -> Iterator[Dispute]:
    """The disputes of a document as they were when a payment of it was recorded, by the chain of receipts."""
    recorded = _sealed(session, payments.REMITTED, one.id)
    for dispute in disputes.of(session, one.document):
        if _sealed(session, disputes.RAISED, dispute.id) < recorded:
            ended = dispute.resolution and _sealed(session, disputes.SETTLED, dispute.id) < recorded
            yield dispute if ended else replace(dispute, resolution="", resolved_on=None)


def _sealed(session: Session, verb: str, subject: str) -> int:
    """Which receipt an act was first sealed by."""
    ordinals = select(func.min(TrailRow.ordinal)).where(TrailRow.verb == verb, TrailRow.subject == subject)
    return session.scalar(ordinals) or 0


def next_step(session: Session, contract: Contract, one: Payment) -> str:
    """Where the fee of a payment goes, and what is to be done where that month has left the house."""
    period = f"{one.paid_on:%Y-%m}"
    if one.paid_on > contract.month(period)[1]:
        period = before(period, -1)
    if issued(session, contract.id, period):
        return f"its late fee is of {contract.id}/{period}, which is issued; next: vmo correct {contract.id}/{period}"
    return f"its late fee is a line of {contract.id}/{period}; next: vmo month --month {period}, when that has ended"


def _late(session: Session, contract: Contract, first: date, last: date) -> Iterator[Payment]:
    rows = select(PaymentRow).where(
        PaymentRow.document.startswith(f"{contract.id}/", autoescape=True),
        PaymentRow.paid_on >= first,
        PaymentRow.paid_on <= last,
    )
    for row in session.scalars(rows.order_by(PaymentRow.paid_on, PaymentRow.document, PaymentRow.ordinal)):
        if (one := payments.as_told(row)).late_fee:
            yield one


def _name(one: Payment) -> str:
    return f"{LATE_FEE}.{one.id}"


def _number(session: Session, one: Payment) -> str:
    known = issued_as(session, find(session, one.document))
    return known.number if known else one.document


def _recorded(session: Session, one: Payment) -> Step:
    facts = {"payment": one.id, "document": one.document, "amount": plain(one.amount), "paid_on": str(one.paid_on)}
    said = f"{one.id} of {_number(session, one)}: {plain(one.amount)} {one.currency} paid on {one.paid_on}"
    fee = Step(f"{one.working} ({one.late_fee_clause})", {"amount": plain(one.late_fee), "clause": one.late_fee_clause})
    return Step(f"{said}, recorded by {one.by}: {one.why}", facts, (fee,))
