"""An electronic invoice that we write and read again is the same invoice, in both syntaxes, whatever it says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmo.documents._cii import cii
from vmo.documents._ubl import ubl
from vmo.formats import einvoice
from vmo.records import (
    Address,
    AllowanceCharge,
    Attachment,
    Contact,
    EInvoice,
    Identifier,
    InvoiceLine,
    PaymentMeans,
    PrecedingInvoice,
    TradeParty,
    VatBreakdown,
    VatCategory,
)

WRITTEN = {"ubl": ubl, "cii": cii}
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
WORDS = st.text("aZ0 é한<>&\"'#.-", min_size=1, max_size=8).map(lambda one: " ".join(one.split())).filter(bool)
MAYBE = st.just("") | WORDS
AMOUNTS = st.decimals("0", "99999", places=2)
SIGNED = st.decimals("-9999", "99999", places=2)
NUMBERS = st.decimals("0.0001", "9999", places=4)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
VAT = st.builds(VatCategory, st.sampled_from(["S", "E", "AE"]), AMOUNTS) | st.just(VatCategory("O", None))
IDS = st.builds(Identifier, WORDS, st.sampled_from(["", "0088", "0204"]))
CLASSES = st.builds(Identifier, WORDS, st.just("ZZZ"), MAYBE)
ADDRESSES = st.builds(
    Address, st.lists(WORDS, max_size=3).map(tuple), MAYBE, MAYBE, MAYBE, st.sampled_from(["DE", "KR"])
)
SEVERAL = st.lists(IDS, max_size=2).map(lambda found: tuple(sorted(found, key=lambda one: bool(one.scheme))))
PARTIES = st.builds(
    TradeParty,
    name=WORDS,
    trading_name=MAYBE,
    ids=SEVERAL,
    legal_id=st.none() | IDS,
    vat_id=MAYBE,
    tax_registration=MAYBE,
    legal_form=MAYBE,
    electronic_address=st.none() | IDS,
    address=st.none() | ADDRESSES,
    contact=st.none() | st.builds(Contact, WORDS, MAYBE, MAYBE),
)
PAYEES = st.builds(TradeParty, name=WORDS, ids=SEVERAL, legal_id=st.none() | IDS)
AGENTS = st.builds(TradeParty, name=WORDS, vat_id=WORDS, address=st.none() | ADDRESSES)
PLACES = st.builds(TradeParty, name=WORDS, ids=st.lists(IDS, max_size=1).map(tuple), address=st.none() | ADDRESSES)
OWN_ADJUSTMENTS = st.builds(
    AllowanceCharge, st.booleans(), AMOUNTS, st.none() | AMOUNTS, st.none() | AMOUNTS, st.none(), MAYBE, MAYBE
)
ADJUSTMENTS = st.builds(
    AllowanceCharge, st.booleans(), AMOUNTS, st.none() | AMOUNTS, st.none() | AMOUNTS, VAT, MAYBE, MAYBE
)
BREAKDOWN = st.builds(VatBreakdown, SIGNED, SIGNED, VAT, MAYBE, MAYBE)
PAYMENT = st.builds(PaymentMeans, WORDS, MAYBE, account=MAYBE, account_name=MAYBE, bank=MAYBE, debited_account=MAYBE)
SUPPORTS = st.builds(Attachment, WORDS, MAYBE, MAYBE) | st.builds(
    Attachment, WORDS, MAYBE, MAYBE, WORDS, st.just("text/csv"), st.binary(min_size=1, max_size=9)
)
NOTES = st.tuples(st.sampled_from(["", "AAI"]), WORDS.filter(lambda one: not one.startswith("#")))


@st.composite
def lines(draw):
    one = draw(
        st.builds(
            InvoiceLine,
            id=WORDS,
            quantity=SIGNED,
            unit_code=st.sampled_from(["MIN", "C62"]),
            net_amount=SIGNED,
            name=WORDS,
            net_price=NUMBERS,
            vat=VAT,
            note=MAYBE,
            description=MAYBE,
            object_id=st.none() | IDS,
            order_line=MAYBE,
            buyer_accounting=MAYBE,
            first=st.none() | DAYS,
            last=st.none() | DAYS,
            adjustments=st.lists(OWN_ADJUSTMENTS, max_size=2).map(tuple),
            seller_item=MAYBE,
            buyer_item=MAYBE,
            standard_item=st.none() | IDS,
            classes=st.lists(CLASSES, max_size=2).map(tuple),
            origin=MAYBE,
            attributes=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
        )
    )
    if draw(st.booleans()):
        one = replace(one, price_quantity=draw(NUMBERS), price_unit_code=draw(st.sampled_from(["MIN", "HUR"])))
    if draw(st.booleans()):
        one = replace(one, gross_price=draw(NUMBERS), price_discount=draw(NUMBERS))
    return one


@st.composite
def invoices(draw):
    code = draw(st.sampled_from(["380", "389", "381", "261"]))
    payment = draw(st.lists(PAYMENT, min_size=1, max_size=2))
    first = replace(payment[0], remittance=draw(MAYBE), mandate=draw(MAYBE))
    if draw(st.booleans()):
        first = replace(first, card_number=draw(WORDS), card_holder=draw(MAYBE))
    accounting = draw(st.booleans())
    return draw(
        st.builds(
            EInvoice,
            number=WORDS,
            issued_on=DAYS,
            type_code=st.just(code),
            currency=st.just("EUR"),
            seller=PARTIES,
            buyer=PARTIES,
            lines=st.lists(lines(), min_size=1, max_size=3).map(tuple),
            breakdown=st.lists(BREAKDOWN, min_size=1, max_size=2).map(tuple),
            line_total=SIGNED,
            net=SIGNED,
            gross=AMOUNTS,
            due=SIGNED,
            adjustments=st.lists(ADJUSTMENTS, max_size=2).map(tuple),
            allowances=st.none() | AMOUNTS,
            charges=st.none() | AMOUNTS,
            tax=SIGNED,
            tax_accounting=SIGNED if accounting else st.none(),
            tax_currency=st.just("KRW") if accounting else st.just(""),
            prepaid=st.none() | AMOUNTS,
            rounding=st.none() | SIGNED,
            tax_point=st.none() | DAYS,
            tax_point_code=st.sampled_from(["", "3", "35", "432"]),
            due_on=st.none() | DAYS,
            payment_terms=MAYBE,
            payment=st.just((first, *payment[1:])),
            creditor_id=MAYBE,
            payee=st.none() | PAYEES,
            tax_representative=st.none() | AGENTS,
            buyer_reference=MAYBE,
            project=MAYBE,
            contract=MAYBE,
            order=MAYBE,
            sales_order=MAYBE,
            receipt=MAYBE,
            despatch=MAYBE,
            tender=MAYBE,
            object_id=st.none() | IDS,
            buyer_accounting=MAYBE,
            notes=st.lists(NOTES, max_size=2).map(tuple),
            process=MAYBE,
            specification=WORDS,
            preceding=st.lists(st.builds(PrecedingInvoice, WORDS, st.none() | DAYS), max_size=2).map(tuple),
            deliver_to=st.none() | PLACES,
            delivered_on=st.none() | DAYS,
            first=st.none() | DAYS,
            last=st.none() | DAYS,
            attachments=st.lists(SUPPORTS, max_size=2).map(tuple),
        )
    )


@pytest.mark.parametrize("syntax", WRITTEN)
@SLOW
@given(invoice=invoices())
def test_what_is_written_is_read_as_it_was(syntax, invoice):
    found = einvoice.invoice(WRITTEN[syntax](invoice), "invoice.xml")
    assert found.unread == ()
    assert found.told == invoice


@SLOW
@given(invoice=invoices())
def test_the_rows_add_up_to_the_net_where_the_invoice_does(invoice):
    apart = sum((one.amount if one.charge else -one.amount for one in invoice.adjustments), Decimal(0))
    sound = replace(invoice, net=sum((line.net_amount for line in invoice.lines), Decimal(0)) + apart)
    rows = einvoice._parts(einvoice.invoice(cii(sound), "invoice.xml"))
    assert sum((Decimal(row["amount"]) for _, row in rows), Decimal(0)) == sound.net
