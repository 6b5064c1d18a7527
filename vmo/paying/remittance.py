"""Remittance: a payment of an issued document → balanced entries, on the side that we are on (domain.md 6.3).

What a payment settles leaves the account that its document was booked on, at the document's rate; the money moves at the rate of
its day, and what that differs by is gain or loss of the exchange. A late fee costs when it arises, owed beside the document.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date  # noqa: F401  the example uses it
from decimal import Decimal
from fractions import Fraction

from vmo.journal import REVERSE_CHARGE, Of, Postings, booked, left_over, rate_on, run_of, to_home
from vmo.money import plain, rounded
from vmo.paying.discounted import parts
from vmo.records import Booking, Document, Journal, JournalEntry, Payment

ZERO = Decimal(0)
GROSS = "document:gross"
STATUS = "payment"
OF_ITS_DAY = ("bank", "late_fee_cost", "late_fee_owed", "late_fee_income", "late_fee_due")


def remittance(issued: Document, payment: Payment, earlier: Sequence[Payment], booking: Booking) -> Journal:
    """The journal of a payment, in the columns and accounts of today; what is owed stands where the document put it."""
    stood = issued.journal or booked(issued)
    postings = _posted(replace(issued, booking=booking), payment, stood)
    exchange = booking.exchange
    rate_date, rate = rate_on(exchange, payment.paid_on) if exchange else (None, None)
    entries = postings.entries
    if booking.home == issued.currency:
        entries = [replace(one, home_debit=one.debit, home_credit=one.credit) for one in entries]
    elif exchange and rate:
        then = stood.booking.exchange
        before = to_home(then, stood.rate) if then and stood.rate else to_home(exchange, rate)
        entries = list(_at_home(entries, before, to_home(exchange, rate), _settled(earlier), booking.home))
        entries += _difference(postings, entries)
    buying = issued.type != "supplier"
    return Journal(
        id=payment.id,
        batch=f"{booking.source}-{payment.paid_on:%Y-%m}",
        status=STATUS,
        accounting_date=payment.paid_on,
        period=f"{payment.paid_on:%Y-%m}",
        currency=issued.currency,
        party=issued.supplier.id if buying else issued.customer.id,
        document=issued.number or issued.id,
        document_date=issued.issued_on,
        run=run_of(issued),
        entries=tuple(entries),
        booking=booking,
        rate=rate,
        rate_date=rate_date,
    )


def unmapped(journal: Journal) -> list[str]:
    """Roles that need an account and have none, where the portfolio gives accounts at all.

    >>> entries = tuple(JournalEntry(role, "1", ZERO, None, of, "x") for role, of in (("payable", GROSS), ("bank", "payment")))
    >>> told = Booking(accounts=(("expense", "6300"),))
    >>> one = Journal("n", "b", STATUS, date(2026, 12, 1), "2026-12", "EUR", "acme", "n", None, "r", entries, told)
    >>> unmapped(one)
    ['bank']
    >>> unmapped(replace(one, booking=Booking()))
    []
    """
    known = dict(journal.booking.accounts)
    if not known:
        return []
    roles = dict.fromkeys(one.role for one in journal.entries if one.reference != GROSS)
    return [role for role in roles if role not in known]


def _posted(document: Document, payment: Payment, stood: Journal) -> Postings:
    """What is settled against the bank and the discount; the fee against what is owed for it, beside the document."""
    buying = document.type != "supplier"
    whole, discount = ("payable", "discount_received") if buying else ("receivable", "discount_allowed")
    fee, owed = ("late_fee_cost", "late_fee_owed") if buying else ("late_fee_income", "late_fee_due")
    account = next((one.account for one in stood.entries if one.reference == GROSS), "")
    postings = Postings(document, turned=buying == (document.kind == "credit_note"))
    number = document.number or document.id
    postings.post(whole, payment.settles, Of(GROSS, f"{number} settled", account=account))
    postings.post("bank", -payment.amount, Of("payment", f"{number} paid: {payment.why}"))
    clause = f"early payment of {number}, {payment.discount_clause}"
    taxes = _taxes_back(postings, payment, clause) if document.booking.discount_reduces_tax else ZERO
    postings.post(discount, taxes - payment.discount, Of("discount", clause, charge="early_payment"))
    clause = f"late fee of {number}, {payment.days_late} days, {payment.late_fee_clause}"
    postings.post(fee, payment.late_fee, Of("late_fee", clause, charge="late_fee"))
    postings.post(owed, -payment.late_fee, Of("late_fee:owed", clause))
    return postings


def _taxes_back(postings: Postings, payment: Payment, clause: str) -> Decimal:
    """Book what of the discount is tax, and what a buyer under reverse charge owes and deducts of the rest; their sum is told."""
    document, buying = postings.document, postings.document.type != "supplier"
    told = parts(document, payment.discount) if payment.discount else []
    for one in told:
        code = f"{one.of.category}{plain(one.of.rate)}"
        postings.post("input_tax" if buying else "output_tax", -one.tax, Of(f"discount:tax:{code}", clause, code=code))
        owed = document.booking.self_assessed
        if buying and one.of.category in REVERSE_CHARGE and owed is not None:
            own, pair = rounded(Fraction(one.net) * Fraction(owed) / 100, document.currency), f"discount:reverse:{code}"
            postings.post("reverse_charge_input", -own, Of(pair, f"{clause}, deducted", code=code))
            postings.post("reverse_charge_output", own, Of(pair, f"{clause}, owed", code=code))
    return sum((one.tax for one in told), ZERO)


def _settled(payments: Sequence[Payment]) -> Decimal:
    return sum((one.settles for one in payments), ZERO)


def _at_home(
    entries: Sequence[JournalEntry], before: Fraction, now: Fraction, earlier: Decimal, home: str
) -> list[JournalEntry]:
    """Each entry at home: what moves on the day at its rate, the rest at the document's; parts of one sum leave nothing of it."""

    def worth(one: JournalEntry, amount: Decimal | None) -> Decimal | None:
        if amount is None:
            return None
        if one.reference == GROSS:
            return rounded(Fraction(earlier + amount) * before, home) - rounded(Fraction(earlier) * before, home)
        return rounded(Fraction(amount) * (now if one.role in OF_ITS_DAY else before), home)

    return [replace(one, home_debit=worth(one, one.debit), home_credit=worth(one, one.credit)) for one in entries]


def _difference(postings: Postings, entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """What the exchange gained or lost between the document and its payment, cents of rounding with it."""
    document = postings.document
    said = f"{document.contract} {document.period}: exchange since {document.number or document.id}"
    return left_over(document, entries, "exchange_difference", "document:exchange", said)
