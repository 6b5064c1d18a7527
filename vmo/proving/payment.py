"""The second calculation of a payment: its late fee day by day, and its discount, from the specification and the proofs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from vmo import plugins
from vmo.proofs import credits as crediting
from vmo.records import Dispute, Document, Payment
from vmo.terms import Contract

ZERO = Decimal(0)
LATE_FEE = "late_fee"


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment and what it rests on: the document as it left, its payments before, and its disputes as they stood then."""

    payment: Payment
    document: Document
    earlier: Sequence[Payment]
    disputes: Sequence[Dispute]


def fee_again(contract: Contract, paid: Paid, places: int) -> Decimal:
    """The late fee of a payment by the contract's clause of the first day of the month that was paid."""
    document, told = paid.document, contract.told.invoice
    month, _ = contract.month(document.period)
    agreed = told.late_fee.on(month) if told.late_fee and month >= min(told.late_fee.root) else {}
    days = document.billing.payment_days if document.billing else None
    days = told.days_to_pay(month) if days is None else days
    due_on = None if document.issued_on is None or days is None else document.issued_on + timedelta(days)
    bearing = document.totals.gross - sum((one.amount for one in document.lines if _bears_none(one.id)), ZERO)
    return late_fee(agreed, paid.payment, paid.earlier, paid.disputes, gross=bearing, due_on=due_on, places=places)


def _bears_none(line: str) -> bool:
    return line.startswith(f"{LATE_FEE}.payment-")


def late_fee(
    terms: Mapping[str, Any],
    payment: Payment,
    earlier: Sequence[Payment],
    disputes: Sequence[Dispute],
    *,
    gross: Decimal,
    due_on: date | None,
    places: int,
) -> Decimal:
    """Interest on each late day of what of the payment was owed that day: neither in dispute nor accepted as wrong.

    `gross` is the document without late fees, which bear none.
    """
    if due_on is None or not terms or payment.paid_on <= due_on:
        return ZERO
    before = sum((one.amount + one.discount for one in earlier), ZERO)
    wrong = sum((one.amount for one in disputes if one.resolution == "accepted"), ZERO)
    part = payment.amount + payment.discount
    owed: list[tuple[date, Decimal]] = []
    for n in range(1, (payment.paid_on - due_on).days + 1):
        day = due_on + timedelta(n)
        doubted = sum((one.amount for one in disputes if _doubted(one, day)), ZERO)
        owed.append((day, max(ZERO, min(part, gross - wrong - before - doubted))))
    price = plugins.find("proofs", "late_fee").price
    interest: list[Fraction] = []
    for amount, days in groupby(owed, key=lambda one: one[1]):
        own = [day for day, _ in days]
        if amount:
            plainly = {**terms, "fixed_sum": 0}
            interest += price(**plainly, amount=amount, due_on=own[0] - timedelta(1), paid_on=own[-1])
    fixed = terms.get("fixed_sum", 0) if interest and not any(one.late_fee for one in earlier) else 0
    return sum((crediting.half_up(one, places) for one in (*interest, fixed)), ZERO)


def discount(
    terms: Mapping[str, Any],
    payment: Payment,
    *,
    net: Decimal,
    gross: Decimal,
    wrong: Decimal,
    issued_on: date,
    places: int,
) -> Decimal:
    """What paying on that day saves of what was owed, were it the payment that settles the document."""
    if not terms or gross <= 0:
        return ZERO
    price = plugins.find("proofs", "early_payment").price
    exact = price(**terms, net=net, gross=gross, issued_on=issued_on, paid_on=payment.paid_on)
    kept = max(Fraction(0), Fraction(gross - wrong) / Fraction(gross))
    return sum((crediting.half_up(-one * kept, places) for one in exact), ZERO)


def _doubted(one: Dispute, day: date) -> bool:
    ended = one.resolved_on is not None and day > one.resolved_on
    return one.resolution != "accepted" and one.raised_on <= day and not ended
