r"""Payments tie: what is booked of each payment balances in each currency and is the payment, and what it settles is the document's

>>> from types import SimpleNamespace as A
>>> from vmo.records import Booking
>>> columns = tuple((name, name) for name in ("journal", "account", "currency", "debit", "credit", "reference"))
>>> one = A(id="payment-1", amount=Decimal("9.31"), discount=Decimal("0.19"), late_fee=Decimal(0), settles=Decimal("9.50"))
>>> document = A(id="x/2026-10/1", type="shadow", kind="invoice", currency="EUR", booking=Booking(columns=columns), journal=None)
>>> good = "journal,account,currency,debit,credit,reference\n"
>>> good += "payment-1,1600,EUR,9.50,,document:gross\npayment-1,1200,EUR,,9.31,payment\npayment-1,3730,EUR,,0.19,discount\n"
>>> list(check(document, paid={"payments.csv": good.encode()}, payments=(one,)))
[]
>>> bad = good.replace(",0.19,", ",0.91,")
>>> [str(told).partition(";")[0] for told in check(document, paid={"payments.csv": bad.encode()}, payments=(one,))]
['x/2026-10/1: payment-1 does not balance in EUR: found 9.50 of debits, expected 10.22, as of credits', 'x/2026-10/1: payment-1 books another discount: found -0.91, expected -0.19']
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.checks._entries import Row, amount, differing, rows_of, unbalanced
from vmo.money import rounded, shared_out
from vmo.records import Document, Finding, Payment

FILE = "payments.csv"
ZERO = Decimal(0)
LATE_FEE = "late_fee.payment-"
SETTLED, EXCHANGE = "document:gross", "document:exchange"


def check(document: Document, *, paid: dict[str, bytes], payments: Sequence[Payment]) -> Iterator[Finding]:
    """An error for each of a document's payments that is in the file otherwise than it was recorded."""
    rows = rows_of(document, paid.get(FILE, b""))
    before = ZERO
    for payment in payments:
        own = [row for row in rows if row["journal"] == payment.id]
        if own:
            yield from _of(document, payment, own, before)
        before += payment.settles


def _of(document: Document, payment: Payment, own: list[Row], before: Decimal) -> Iterator[Finding]:
    for currency, debits, credits_ in unbalanced(document, own):
        what = f"{payment.id} does not balance in {currency}"
        yield _finding(document, what, f"{debits:f} of debits", f"{credits_:f}, as of credits")
    for name, booked, owed in differing(
        [row for row in own if row["reference"] != EXCHANGE], _expected(document, payment)
    ):
        yield _finding(document, f"{payment.id} books another {name}", f"{booked:f}", f"{owed:f}")
    yield from _at_home(document, payment, own, before)


def _expected(document: Document, payment: Payment) -> dict[str, Decimal]:
    """Debits less credits: where we buy, what is owed is settled by a debit; where we sell, or of a credit note, by a credit."""
    turned = (document.type == "supplier") != (document.kind == "credit_note")
    told = {
        SETTLED: payment.settles,
        "payment": -payment.amount,
        **_discount(document, payment.discount),
        "late_fee": payment.late_fee,
        "late_fee:owed": -payment.late_fee,
    }
    return {name: -owed if turned else owed for name, owed in told.items()}


def _discount(document: Document, discount: Decimal) -> dict[str, Decimal]:
    """The discount less its taxes, and each of these: what is left of its share of a category without its net."""
    weights = {}
    for one in document.taxes if discount and document.booking.discount_reduces_tax else ():
        fees = (line.amount for line in document.lines if line.id.startswith(LATE_FEE) and one.category == "O")
        weights[f"{one.category}{one.rate:f}"] = one, max(ZERO, one.base + one.amount - sum(fees, ZERO))
    if not any(weight for _, weight in weights.values()):
        return {"discount": -discount}
    shares = shared_out(discount, [weight for _, weight in weights.values()], document.currency)
    taxes = {
        f"discount:tax:{code}": -rounded(
            Fraction(share) - Fraction(share) * 100 / (100 + Fraction(one.rate)), document.currency
        )
        for share, (code, (one, _)) in zip(shares, weights.items(), strict=True)
    }
    return {**taxes, "discount": -discount - sum(taxes.values(), ZERO)}


def _at_home(document: Document, payment: Payment, own: list[Row], before: Decimal) -> Iterator[Finding]:
    """Parts leave in the home currency what the document was booked at, and no cent of it stays behind."""
    stood = document.journal
    if stood is None or not stood.rate or stood.booking.exchange is None:
        return
    booked = sum(
        (amount(row, "home_debit") - amount(row, "home_credit") for row in own if row["reference"] == SETTLED), ZERO
    )
    if not booked:
        return  # no rate of the day, which is told where it is booked
    rate, home = Fraction(stood.rate), document.booking.home
    worth = [
        rounded(Fraction(one) / rate if stood.booking.exchange.per_home else Fraction(one) * rate, home)
        for one in (before, before + payment.settles)
    ]
    if abs(booked) != worth[1] - worth[0]:
        what = f"{payment.id} settles another amount in {home} than the document was booked at"
        yield _finding(document, what, f"{abs(booked):f}", f"{worth[1] - worth[0]:f}")


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    return Finding("payments_tie", "error", document.id, what, found, expected, "do not book it; report the difference")
