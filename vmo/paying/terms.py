"""Terms of payment: an issued document under its contract's terms, and each of its payments calculated twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from vmo.money import minor_unit_places, plain
from vmo.proving import payment as proving
from vmo.records import Dispute, Payment, RefusedError
from vmo.schema import Dated
from vmo.settlement.payment import NOT_AGREED, Act, Agreed, Payable, balance, received
from vmo.terms import Contract


def under(of: Payable, contract: Contract, first: date) -> Payable:
    """A document under the terms of its month's first day; where it does not say itself when it is due, they do."""
    told = contract.told.invoice
    days = told.days_to_pay(first)
    due = of.issued_on + timedelta(days) if of.due_on is None and days is not None else of.due_on
    late, early = _agreed(told.late_fee, first), _agreed(told.early_payment, first)
    disputed, clause = told.days_to_dispute(first)
    return replace(of, due_on=due, late_fee=late, early_payment=early, dispute_days=disputed, dispute_clause=clause)


def received_twice(of: Payable, disputes: Sequence[Dispute], payments: Sequence[Payment], act: Act) -> Payment:
    """The payment, as both calculations have it. Raises RefusedError, also where these differ."""
    one = received(of, disputes, payments, act)
    before, places = balance(of, disputes, payments), minor_unit_places(of.currency)
    net, gross = of.net - of.fees, of.gross - of.fees
    fee = proving.late_fee(of.late_fee.terms, one, payments, disputes, gross=gross, due_on=of.due_on, places=places)
    saved = one.discount and proving.discount(
        of.early_payment.terms,
        one,
        net=net,
        gross=gross,
        wrong=before.accepted,
        issued_on=of.issued_on,
        places=places,
    )
    for what, ours, theirs in (("late fee", one.late_fee, fee), ("discount", one.discount, min(saved, before.left))):
        if ours != theirs:
            both = (
                f"{of.id}: found a {what} of {plain(ours)} {of.currency}, the second calculation says {plain(theirs)}"
            )
            raise RefusedError([f"{both}; nothing is recorded, report it with the contract's terms"])
    return one


def _agreed(history: Dated[dict[str, Any]] | None, day: date) -> Agreed:
    if history is None or day < min(history.root):
        return NOT_AGREED
    entry = history.entry(day)
    return Agreed(entry.value, entry.ref)
