"""Payment: what one payment of an issued document settles, what it costs to be late, and what it saves to be early.

Interest accrues on what was owed and not in dispute on each day; a payment bears that of its own part, and earlier payments take
what was never in dispute first. What was accepted as wrong was never owed (domain.md 4, rows 24 and 25; decisions M6, D1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from typing import Any

from vmo import charging
from vmo.money import plain, rounded
from vmo.records import Balance, Dispute, Payment, Priced, RefusedError

DAY, NOTHING = timedelta(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Terms of payment with the clause that sets them; empty where nothing is agreed."""

    terms: Mapping[str, Any]
    clause: str


NOT_AGREED = Agreed({}, "")


@dataclass(frozen=True, slots=True)
class Payable:
    """An issued document as its payments see it. `set_off` is what of a credit note has settled disputes of others already;
    `fees` are late fees that stand on it, which bear none themselves, and no discount. `dispute_days` are those after a payment
    until which the rest may be disputed; None where nothing ends that.
    """

    id: str
    currency: str
    net: Decimal
    gross: Decimal
    issued_on: date
    due_on: date | None = None
    late_fee: Agreed = NOT_AGREED
    early_payment: Agreed = NOT_AGREED
    set_off: Decimal = NOTHING
    fees: Decimal = NOTHING
    dispute_days: int | None = None
    dispute_clause: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A payment as a person tells it; without an amount it is all that may be paid."""

    amount: Decimal | None
    on: date
    by: str
    why: str


def balance(of: Payable, disputes: Sequence[Dispute], payments: Sequence[Payment]) -> Balance:
    """What is left of a document."""
    accepted = sum((one.amount for one in disputes if one.resolution == "accepted"), NOTHING)
    paid = sum((one.settles for one in payments), NOTHING)
    standing = sum((one.amount for one in disputes if one.open), NOTHING)
    return Balance(of.gross, min(accepted + of.set_off, of.gross - paid), paid, standing)


def received(of: Payable, disputes: Sequence[Dispute], payments: Sequence[Payment], act: Act) -> Payment:
    """The payment with what it costs or saves. Raises RefusedError for more than may be paid, or a day that cannot be."""
    found = balance(of, disputes, payments)
    _on_a_day(of, payments, act.on)
    saved = _discount(of, found, act.on)
    amount = found.payable - saved if act.amount is None else act.amount
    taken = saved if amount + saved == found.left else NOTHING
    if amount > found.payable or (amount, taken) == (NOTHING, NOTHING):
        raise RefusedError([_too_much(of, found, amount)])
    if found.left - saved < amount < found.left:
        most = f"{plain(found.left - saved)}, which settles it with its discount of {plain(saved)} ({of.early_payment.clause})"
        raise RefusedError(
            [f"{of.id}: found {plain(amount)} {of.currency}, expected {most}, less, or {plain(found.left)} without it"]
        )
    lines = _late(of, found.left - of.fees, amount + taken, disputes, payments, act.on)
    fee = sum((cost for _, _, cost in lines), NOTHING)
    return Payment(
        _id_of(of.id, amount, act),
        of.id,
        amount,
        of.currency,
        act.on,
        act.by,
        act.why,
        discount=rounded(taken, of.currency),
        discount_clause=of.early_payment.clause if taken else "",
        days_late=max(0, (act.on - of.due_on).days) if of.due_on else 0,
        late_fee=rounded(fee, of.currency),
        late_fee_clause=of.late_fee.clause if fee else "",
        working="; ".join(_said(base, line, cost, of.currency) for base, line, cost in lines),
    )


def _id_of(document: str, amount: Decimal, act: Act) -> str:
    """The same payment again is the same one; two of one day and amount differ by their reasons."""
    return "payment-" + sha256(f"{document}\n{plain(amount)}\n{act.on}\n{act.why}".encode()).hexdigest()[:8]


def _on_a_day(of: Payable, payments: Sequence[Payment], on: date) -> None:
    if on < of.issued_on:
        raise RefusedError(
            [f"{of.id}: found a payment on {on}, expected {of.issued_on} or later, the day of its issue"]
        )
    if payments and on < (last := max(one.paid_on for one in payments)):
        what = f"{of.id}: found a payment on {on}, expected {last} or later, the day of its last payment"
        raise RefusedError([f"{what}; interest is counted in their order"])


def _too_much(of: Payable, found: Balance, amount: Decimal) -> str:
    parts = [
        f"{plain(found.gross)} of the document",
        *([f"{plain(found.accepted)} accepted as wrong"] if found.accepted else []),
        *([f"{plain(found.paid)} paid"] if found.paid else []),
        *([f"{plain(found.open)} in dispute"] if found.open else []),
    ]
    what = (
        f"{of.id}: found {plain(amount)} {of.currency}, expected more than nothing and at most {plain(found.payable)}"
    )
    return f"{what}: {', less '.join(parts)}"


def _discount(of: Payable, found: Balance, on: date) -> Decimal:
    """What paying all that is left on a day saves: of what the document came to after what was accepted as wrong."""
    net, gross = of.net - of.fees, of.gross - of.fees
    if found.open or not of.early_payment.terms or gross <= 0:
        return NOTHING
    price = charging.model("early_payment").price
    lines = price(**of.early_payment.terms, net=net, gross=gross, issued_on=of.issued_on, paid_on=on)
    part = max(Fraction(0), Fraction(gross - found.accepted) / Fraction(gross))
    saved = -sum((rounded(line.amount * part, of.currency) for line in lines), NOTHING)
    return min(saved, found.left)


def _late(
    of: Payable,
    left: Decimal,
    settles: Decimal,
    disputes: Sequence[Dispute],
    payments: Sequence[Payment],
    on: date,
) -> list[tuple[Decimal, Priced, Decimal]]:
    """What accrued on a payment's part, a line for each stretch of days of one amount and rate: (amount, line, cost)."""
    if of.due_on is None or not of.late_fee.terms:
        return []
    found: list[tuple[Decimal, Priced, Decimal]] = []
    once = any(one.late_fee for one in payments)  # the fixed sum is one of the document, not of each payment
    for first, last, accruing in _stretches(left, settles, disputes, of.due_on + DAY, on):
        terms = {**of.late_fee.terms, **({"fixed_sum": 0} if once or found else {})}
        given = {"amount": settles, "disputed": settles - accruing, "due_on": first - DAY, "paid_on": last}
        lines = charging.model("late_fee").price(**terms, **given)
        found += [(accruing, line, rounded(line.amount, of.currency)) for line in lines]
    days = [one for one in found if one[1].unit == "day"]
    return [*days, *(one for one in found if one[1].unit != "day")]


def _stretches(
    left: Decimal, settles: Decimal, disputes: Sequence[Dispute], begins: date, on: date
) -> list[tuple[date, date, Decimal]]:
    """Stretches of late days with what of the payment accrued on them: all of it but what was in dispute then."""
    standing = [one for one in disputes if one.resolution != "accepted"]
    cuts = {begins, on + DAY}
    for one in standing:
        cuts |= {one.raised_on, *([one.resolved_on + DAY] if one.resolved_on else [])}
    found: list[tuple[date, date, Decimal]] = []
    for first, after in pairwise(sorted(day for day in cuts if begins <= day <= on + DAY)):
        ours = (one.amount for one in standing if one.raised_on <= first <= (one.resolved_on or first))
        accruing = max(NOTHING, min(settles, left - sum(ours, NOTHING)))
        if found and found[-1][2] == accruing:
            found[-1] = (found[-1][0], after - DAY, accruing)
        else:
            found.append((first, after - DAY, accruing))
    return found


def _said(base: Decimal, line: Priced, cost: Decimal, currency: str) -> str:
    """The working of one line of a late fee, as people write it.

    >>> line = Priced(Decimal(17), "day", Decimal(12180), Fraction(0), 365, "2026-04-01 to 2026-04-17, 10.15 %")
    >>> _said(Decimal("120000.00"), line, Decimal("567.29"), "EUR")
    '120000.00 × 17/365 days, 2026-04-01 to 2026-04-17, 10.15 % = 567.29 EUR'
    """
    if line.unit != "day":
        return f"{line.note} {plain(cost)} {currency}"
    return f"{plain(base)} × {plain(line.quantity)}/{line.per} days, {line.note} = {plain(cost)} {currency}"
