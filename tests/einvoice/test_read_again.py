"""What we write, our own reader of partners' invoices reads without loss: the two share no code but the noun."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import legal
import pytest

from vmo.documents._cii import cii
from vmo.documents._en16931 import einvoice
from vmo.documents._ubl import ubl
from vmo.formats.einvoice import invoice
from vmo.records import PrecedingInvoice

EARLIER = PrecedingInvoice("acme-380-2026-00000", date(2026, 10, 5))
SYNTAXES = {"UBL": ubl, "CII": cii}


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize(("kind", "corrects"), [("invoice", None), ("invoice", EARLIER), ("credit_note", EARLIER)])
@pytest.mark.parametrize("code", legal.RATES)
def test_what_is_written_is_read(code, kind, corrects, syntax):
    billing = replace(legal.BILLING, tax_currency="GBP", tax_rate=Fraction(87, 100), payment_terms="Net cash")
    document = legal.document(code, kind=kind, corrects=corrects, billing=billing)
    written = einvoice(document)
    read = invoice(SYNTAXES[syntax](written), "ours.xml")
    assert read.told == as_it_can_be_told(written)
    assert read.unread == ()


def as_it_can_be_told(written):
    """An address has three lines in both syntaxes; the last holds all that are left."""
    lines = written.buyer.address.lines
    address = replace(written.buyer.address, lines=(*lines[:2], ", ".join(lines[2:])))
    found = replace(written, buyer=replace(written.buyer, address=address))
    if written.deliver_to:
        found = replace(found, deliver_to=replace(written.deliver_to, address=address))
    return found


def test_a_price_for_sixty_seconds_is_read_as_such():
    document = legal.document()
    line = replace(document.lines[0], quantity=Decimal(245), unit="s", rate=Decimal("0.85"), per=60)
    written = einvoice(replace(document, lines=(line,)))
    for write in SYNTAXES.values():
        (read,) = invoice(write(written), "ours.xml").told.lines
        assert (read.quantity, read.unit_code, read.price_quantity, read.net_price) == (245, "SEC", 60, Decimal("0.85"))
