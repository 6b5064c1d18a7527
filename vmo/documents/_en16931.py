"""A document as an electronic invoice: what of it is which business term of EN 16931 (domain.md 6.2; decision D1).

Credits are allowances of the document (BG-20), a part for each category that they reduce; bonus and what is earned back are its
charges (BG-21). A price is never negative: of a negative line the quantity is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.documents._evidence import MIME, NAME, evidence
from vmo.money import rounded
from vmo.records import (
    Address,
    AllowanceCharge,
    Attachment,
    Billing,
    Contact,
    Document,
    EInvoice,
    Exemption,
    Identifier,
    InvoiceLine,
    Line,
    Party,
    PaymentMeans,
    TradeParty,
    VatBreakdown,
    VatCategory,
)
from vmo.wording import told_apart

EN16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
UNITS = {"s": "SEC", "min": "MIN", "h": "HUR", "day": "DAY", "month": "MON", "year": "ANN"}  # UNECE Recommendation 20
EACH = "C62"  # one of what the line names: a contact, a seat, a fee
DISCOUNT = "95"  # UNTDID 5189
TRANSFER, SEPA_TRANSFER = "30", "58"  # UNTDID 4461
EARNED_BACK = "earn_back"
OF_LAST_MONTH = "last_month"
UNTAXABLE, WITHIN_UNION = "O", "K"
UNTOLD = VatCategory("", None)


def einvoice(document: Document) -> EInvoice | None:
    """The electronic invoice of an issued document; None of a draft, and of what we only expect a supplier to bill."""
    if document.status != "issued" or document.fiscal_number is None or document.issued_on is None:
        return None
    told, totals = document.billing or Billing(), document.totals
    lines = [line for line in document.lines if not _is_a_charge(document, line)]
    adjustments = tuple(_adjustments(document))
    taken = sum((one.amount for one in adjustments if not one.charge), Decimal(0))
    put = sum((one.amount for one in adjustments if one.charge), Decimal(0))
    categories = {tax.category for tax in document.taxes}
    days = document.days or (None, None)
    due_on = None if told.payment_days is None else document.issued_on + timedelta(told.payment_days)
    buyer = _party(document.customer, taxable=UNTAXABLE not in categories)
    return EInvoice(
        number=document.fiscal_number,
        issued_on=document.issued_on,
        type_code=document.type_code,
        currency=document.currency,
        seller=_party(document.supplier, taxable=UNTAXABLE not in categories),
        buyer=buyer,
        lines=tuple(_line(line) for line in lines),
        breakdown=tuple(_breakdown(document, told.exemptions)),
        line_total=sum((line.amount for line in lines), rounded(Decimal(0), document.currency)),
        net=totals.net,
        gross=totals.gross,
        due=totals.gross,
        adjustments=adjustments,
        allowances=taken or None,
        charges=put or None,
        tax=totals.tax,
        tax_accounting=None if told.tax_rate is None else _in_tax_currency(totals.tax, told),
        tax_currency=told.tax_currency if told.tax_rate is not None else "",
        due_on=due_on,
        payment_terms=told.payment_terms or _said_due(document, due_on),
        payment=tuple(_payment(document)),
        buyer_reference=told.buyer_reference,
        contract=told.contract or document.contract,
        order=told.order,
        buyer_accounting=told.buyer_accounting,
        process=PEPPOL_PROCESS if told.profile == "peppol" else "",
        specification=PEPPOL if told.profile == "peppol" else EN16931,
        preceding=(document.corrects,) if document.corrects else (),
        deliver_to=TradeParty(address=buyer.address) if WITHIN_UNION in categories else None,
        first=days[0],
        last=days[1],
        attachments=(Attachment("evidence", "What the amounts rest on", "", NAME, MIME, evidence(document)),),
    )


def of_no_network(document: Document) -> EInvoice | None:
    """The same by EN 16931 alone, whatever the contract's profile: as Factur-X has it, and travels in a PDF."""
    found = einvoice(document)
    return found and replace(found, specification=EN16931, process="")


def _in_tax_currency(tax: Decimal, told: Billing) -> Decimal:
    return rounded(Fraction(tax) * (told.tax_rate or 1), told.tax_currency)


def _party(one: Party, *, taxable: bool) -> TradeParty:
    """BG-4, BG-7; who is not subject to VAT on a document bears no VAT id on it (BR-O-02)."""
    contact = one.contact or (Contact(email=one.email) if one.email else None)
    return TradeParty(
        name=one.name,
        legal_id=Identifier(one.legal_id) if one.legal_id else None,
        vat_id=one.vat_id if taxable else "",
        tax_registration=one.tax_registration if taxable else "",
        electronic_address=one.electronic_address,
        address=Address(one.address, one.city, one.post_code, one.subdivision, one.country),
        contact=contact,
    )


def _line(line: Line) -> InvoiceLine:
    """BG-25; quantity × price ÷ price quantity is the exact amount before it was rounded.

    >>> from datetime import date
    >>> days = date(2026, 10, 1), date(2026, 10, 31)
    >>> found = _line(Line("by-hand", "manual", *days, "Goodwill", Decimal(1), "one", Decimal(-50), Decimal(-50), ""))
    >>> found.quantity, found.unit_code, found.net_price, found.net_amount
    (Decimal('-1'), 'C62', Decimal('50'), Decimal('-50'))
    """
    return InvoiceLine(
        id=line.id,
        quantity=-line.quantity if line.rate < 0 else line.quantity,
        unit_code=UNITS.get(line.unit, EACH),
        net_amount=line.amount,
        name=line.text or line.id,
        net_price=abs(line.rate),
        vat=line.vat or UNTOLD,
        note=line.clause,
        first=line.first,
        last=line.last,
        price_quantity=None if line.per == 1 else Decimal(line.per),
    )


def _adjustments(document: Document) -> Iterator[AllowanceCharge]:
    named = {(one.id, one.first): one for one in document.attainments}
    for credit in document.credits:
        one = named.get((credit.measure, credit.first))
        state = f": {one.state.replace('_', ' ')}" if one else ""
        reason = f"{told_apart(document, one) if one else credit.measure}, {document.period}{state}"
        if credit.measure == OF_LAST_MONTH:
            reason = f"Service-level credits {credit.curve}"
        for part in credit.parts:
            yield _adjustment(-part.amount, part.vat, reason)
    for bonus in document.bonuses:
        one = named.get((bonus.measure, bonus.first))
        name = told_apart(document, one) if one else bonus.measure
        yield _adjustment(bonus.amount, bonus.vat, f"Bonus, {name}, {document.period}")
    for line in document.lines:
        if _is_a_charge(document, line):
            yield _adjustment(line.amount, line.vat, line.text)


def _is_a_charge(document: Document, line: Line) -> bool:
    """Whether a line is a charge of the document (BG-21): what is earned back, beside a line of another kind (BR-16)."""
    return line.model == EARNED_BACK and any(one.model != EARNED_BACK for one in document.lines)


def _adjustment(amount: Decimal, vat: VatCategory | None, reason: str) -> AllowanceCharge:
    """What an amount puts on, or takes off where it is negative."""
    return AllowanceCharge(
        amount > 0, abs(amount), vat=vat or UNTOLD, reason=reason, reason_code="" if amount > 0 else DISCOUNT
    )


def _breakdown(document: Document, exemptions: tuple[Exemption, ...]) -> Iterator[VatBreakdown]:
    why = {one.category: one for one in exemptions}
    for tax in document.taxes:
        reason = why.get(tax.category, Exemption(tax.category))
        rate = None if tax.category == UNTAXABLE else tax.rate
        yield VatBreakdown(tax.base, tax.amount, VatCategory(tax.category, rate), reason.text, reason.code)


def _said_due(document: Document, due_on: date | None) -> str:
    """BT-20 in words where the syntax of a credit note has its due day only beside an account (UBL), and there is none."""
    return f"Due on {due_on}" if due_on and document.kind == "credit_note" and not document.supplier.account else ""


def _payment(document: Document) -> Iterator[PaymentMeans]:
    """BG-16, BG-17: a transfer to the account of the seller, with the number of the document."""
    seller = document.supplier
    if seller.account:
        by = SEPA_TRANSFER if document.currency == "EUR" and seller.account[:2].isalpha() else TRANSFER
        yield PaymentMeans(
            by,
            remittance=document.fiscal_number or "",
            account=seller.account,
            account_name=seller.account_name,
            bank=seller.bic,
        )
