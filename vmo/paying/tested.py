"""Payments in the tests of a contract: when its document was issued, disputed and paid, and what each payment came to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import Field

from vmo.paying.terms import received_twice, under
from vmo.records import Dispute, Payment, Totals
from vmo.schema import Day, Exact, Told
from vmo.settlement.disputing import in_time, until
from vmo.settlement.payment import Act, Payable, balance
from vmo.terms import Contract


class Disputed(Told):
    """A part that was not accepted."""

    amount: Exact
    """What of the document."""

    raised_on: Day
    """The day from which it is in dispute."""

    accepted_on: Day | None = None
    """The day on which it turned out to be right; it is not to be paid."""

    rejected_on: Day | None = None
    """The day on which it turned out to be wrong; it is to be paid from then on."""


class Paid(Told):
    """One payment."""

    on: Day
    """Its day."""

    amount: Exact | None = None
    """What was paid; without it all that may be paid on that day."""


class PaymentsGiven(Told):
    """What became of the month's document."""

    issued_on: Day
    """The day of its issue."""

    disputes: list[Disputed] = Field(default_factory=list)
    """What of it was disputed."""

    paid: list[Paid] = Field(min_length=1)
    """Its payments, in their order."""


class PaymentExpected(Told):
    """What one payment comes to. Only what is told is compared."""

    amount: Exact | None = None
    """What was paid."""

    discount: Exact | None = None
    """What its day saved."""

    late_fee: Exact | None = None
    """What its day cost."""

    left: Exact | None = None
    """What is left of the document after it, disputed or not."""

    disputed_until: Day | None = None
    """The last day on which what is left may be disputed after it, by `dispute_days` of the contract's `invoice`."""


Compared = tuple[tuple[str, ...], str, Any, Any]


def compared(
    contract: Contract, first: date, totals: Totals, given: PaymentsGiven, expect: Sequence[PaymentExpected]
) -> Iterator[Compared]:
    """(place below expect, what, found, expected) of every payment that is told. Raises RefusedError for one that cannot be."""
    plainly = Payable(contract.id, contract.told.currency, totals.net, totals.gross, given.issued_on)
    of = under(plainly, contract, first)
    paid: list[Payment] = []
    for n, told in enumerate(given.paid):
        disputes = [_as_of(one, i, of, told.on) for i, one in enumerate(given.disputes) if one.raised_on <= told.on]
        paid.append(received_twice(of, disputes, paid, Act(told.amount, told.on, "", str(n))))
        if n < len(expect):
            found = {"left": balance(of, disputes, paid).left, "disputed_until": until(of, paid)}
            for name, wanted in expect[n].model_dump(exclude_none=True).items():
                is_ = found[name] if name in found else getattr(paid[-1], name)
                yield ("payments",), f"{name} of payment {n + 1}", is_, wanted
    for one in given.disputes:
        in_time(of, paid, one.raised_on)
    if len(expect) > len(paid):
        yield ("payments",), "number of payments", len(paid), len(expect)


def _as_of(told: Disputed, nth: int, of: Payable, day: date) -> Dispute:
    """A dispute as it stood on a day."""
    one = Dispute(str(nth), of.id, "", "", "", told.amount, of.currency, told.raised_on, "")
    if told.accepted_on and told.accepted_on <= day:
        return replace(one, resolution="accepted", resolved_on=told.accepted_on)
    if told.rejected_on and told.rejected_on <= day:
        return replace(one, resolution="rejected", resolved_on=told.rejected_on)
    return one
