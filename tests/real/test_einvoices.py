"""Ten published e-invoices, UBL and CII: nothing of them is lost, and their totals add up as they say themselves."""

import base64
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree
from months import inbox

from vmo.formats import einvoice
from vmo.records import EInvoice

# File → lines, allowances and charges of the document, parts of the tax, attachments; counted by hand.
FILES = {
    "CII_business_example_01.xml": (5, 2, 3, 1),
    "CII_example1.xml": (20, 0, 2, 0),
    "CII_example2.xml": (5, 2, 3, 1),
    "CII_example5.xml": (3, 2, 2, 3),
    "ubl-tc434-creditnote1.xml": (1, 0, 1, 0),
    "ubl-tc434-example1.xml": (20, 0, 2, 0),
    "ubl-tc434-example2.xml": (5, 2, 3, 2),
    "ubl-tc434-example3.xml": (2, 1, 2, 0),
    "ubl-tc434-example5.xml": (3, 2, 2, 2),
    "ubl-tc434-example8.xml": (10, 0, 1, 1),
}
# Words that say what stands beside them, and are held by the field that they led to.
MARKS = {"VAT", "LOC", "true", "false", "0", "102", "VA", "FC", "916", "130", "Project reference"}
# Lines whose published amount is not quantity × price ÷ base quantity: a sign turned round, a price for another quantity.
UNSOUND = {
    "CII_business_example_01.xml": ["1", "2", "3", "4", "5"],
    "CII_example1.xml": ["20"],
    "CII_example2.xml": ["1", "2", "3", "4", "5"],
    "ubl-tc434-example1.xml": ["20"],
    "ubl-tc434-example2.xml": ["1"],
    "ubl-tc434-example3.xml": ["1", "2"],
}
every = pytest.mark.parametrize("name", FILES)


def content(name: str) -> bytes:
    return (inbox("einvoices") / name).read_bytes()


def told(name: str) -> EInvoice:
    return einvoice.invoice(content(name), name).told


def held(one: Any) -> Iterator[Any]:
    """Every value inside a noun."""
    if is_dataclass(one):
        for field in fields(one):
            yield from held(getattr(one, field.name))
    elif isinstance(one, tuple):
        for part in one:
            yield from held(part)
    else:
        yield one


def stands_in(text: str, values: set[Any]) -> bool:
    """Whether a text of the file is a value of the noun: as text, number, day or bytes."""
    if text in values or text in MARKS or any(isinstance(one, str) and text in one.splitlines() for one in values):
        return True
    for read in (Decimal, date.fromisoformat, lambda one: base64.b64decode(one, validate=True)):
        try:
            if read(text) in values:
                return True
        except (ArithmeticError, ValueError):
            continue
    return any(isinstance(one, str) and one and text == f"#{code}#{one}" for one in values for code in values)


@every
def test_every_text_and_attribute_of_the_file_is_held_in_the_noun(name):
    root, noun = etree.fromstring(content(name)), told(name)
    values = set(held(noun))
    texts = [
        text.strip()
        for element in root.iter(etree.Element)
        for text in (
            element.text or "",
            *(value for key, value in element.attrib.items() if "schemaLocation" not in key),
        )
        if text.strip()
    ]
    assert len(texts) > 50
    assert [text for text in texts if not stands_in(text, values)] == []


@every
def test_the_reader_leaves_nothing_unread(name):
    assert einvoice.invoice(content(name), name).unread == ()


@every
def test_lines_allowances_taxes_and_attachments_are_as_many_as_in_the_file(name):
    one = told(name)
    assert (len(one.lines), len(one.adjustments), len(one.breakdown), len(one.attachments)) == FILES[name]


@every
def test_the_totals_add_up_as_the_document_says(name):
    one = told(name)
    zero = Decimal(0)
    assert one.line_total == sum(line.net_amount for line in one.lines)  # BT-106
    assert (one.allowances or zero) == sum((part.amount for part in one.adjustments if not part.charge), zero)
    assert (one.charges or zero) == sum((part.amount for part in one.adjustments if part.charge), zero)
    assert one.net == one.line_total - (one.allowances or zero) + (one.charges or zero)  # BT-109
    assert one.net == sum(part.base for part in one.breakdown)
    assert one.tax == sum(part.tax for part in one.breakdown)  # BT-110
    assert one.gross == one.net + (one.tax or zero)  # BT-112
    assert one.due == one.gross - (one.prepaid or zero) + (one.rounding or zero)  # BT-115


@every
def test_a_line_is_quantity_times_price_with_its_own_allowances_but_for_known_faults_of_the_file(name):
    faulty = []
    for line in told(name).lines:
        apart = sum((part.amount if part.charge else -part.amount for part in line.adjustments), Decimal(0))
        exact = line.quantity * line.net_price / (line.price_quantity or 1) + apart
        if abs(exact - line.net_amount) > Decimal("0.005"):
            faulty.append(line.id)
    assert faulty == UNSOUND.get(name, [])


def test_two_syntaxes_of_one_invoice_say_the_same():
    ubl, cii = told("ubl-tc434-example1.xml"), told("CII_example1.xml")
    said = [
        (one.number, one.issued_on, one.seller.name, one.seller.vat_id, one.net, one.tax, one.due, len(one.lines))
        for one in (ubl, cii)
    ]
    assert said[0] == said[1]
    assert [(line.id, line.net_amount) for line in ubl.lines] == [(line.id, line.net_amount) for line in cii.lines]


def test_parties_references_and_payment_of_the_fullest_file():
    one = told("ubl-tc434-example5.xml")
    assert (one.seller.trading_name, one.seller.legal_form, one.seller.tax_registration) == (
        "SelCo",
        "Export",
        "NL16356706",
    )
    assert (one.tax_currency, one.tax_accounting, one.currency) == ("EUR", Decimal("628.62"), "DKK")
    assert [(part.number, part.issued_on) for part in one.preceding] == [("TOSL109", date(2013, 3, 10))]
    assert one.payment[0].mandate == "123456"
    assert one.attachments[-1].content
