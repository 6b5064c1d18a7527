"""Every tax category × document × issuer × syntax keeps the official rules; what is broken is named by its rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import legal
import pytest

from vmo.checks import official_rules
from vmo.documents import cii, ubl
from vmo.formats.einvoice import invoice
from vmo.records import Billing, PrecedingInvoice

EARLIER = PrecedingInvoice("acme-380-2026-00000", date(2026, 10, 5))
KINDS = {  # kind, what it corrects
    "an invoice": ("invoice", None),
    "an invoice that names an earlier one": ("invoice", EARLIER),
    "a credit note": ("credit_note", EARLIER),
}
CODES = {("supplier", "invoice"): "380", ("supplier", "credit_note"): "381"}
CODES |= {("self_billed", "invoice"): "389", ("self_billed", "credit_note"): "261"}
SYNTAXES = {"invoice.xml": ubl, "invoice.cii.xml": cii}


def broken(document, name, content=None):
    """What the official rules say of one file."""
    content = SYNTAXES[name].write(document) if content is None else content
    return [one.what for one in official_rules.check(document, rendered={name: content})]


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("issues", ["supplier", "self_billed"])
@pytest.mark.parametrize("code", legal.RATES)
def test_every_category_of_every_document_keeps_the_official_rules(code, issues, kind, name):
    of_kind, corrects = KINDS[kind]
    document = legal.document(code, issues=issues, kind=of_kind, corrects=corrects)
    assert broken(document, name) == []
    assert f">{CODES[issues, of_kind]}<" in SYNTAXES[name].write(document).decode()


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize("second", [legal.category("S", Decimal(7)), legal.category("E"), legal.category("AE")])
def test_two_rates_or_categories_stand_on_one_document(second, name):
    assert broken(legal.document("S", second=second), name) == []


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize("profile", ["en16931", "peppol"])
def test_a_document_of_either_profile_and_in_a_second_tax_currency_keeps_the_official_rules(profile, name):
    billing = replace(legal.BILLING, profile=profile, tax_currency="GBP", tax_rate=Fraction(87, 100))
    assert broken(legal.document(billing=billing), name) == []


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("BR-06", {"supplier": replace(legal.SELLER, name="")}),
        ("BR-07", {"customer": replace(legal.BUYER, name="")}),
        ("BR-CO-26", {"supplier": replace(legal.SELLER, vat_id="", legal_id="")}),
        ("BR-CO-09", {"supplier": replace(legal.SELLER, vat_id="000")}),
        ("BR-16", {"lines": ()}),
    ],
)
def test_what_is_missing_is_named_by_its_rule(rule, changes, name):
    found = broken(replace(legal.document(), **changes), name)
    assert any(one.startswith(f"{name} breaks {rule}: ") for one in found) or "breaks its schema" in found[0], found


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize(
    ("code", "rule", "changes"),
    [
        ("AE", "BR-AE-10", {"billing": Billing(payment_days=30)}),
        ("E", "BR-E-10", {"billing": Billing(payment_days=30)}),
        ("O", "BR-O-10", {"billing": Billing(payment_days=30)}),
        ("S", "BR-S-02", {"supplier": replace(legal.SELLER, vat_id="")}),
        ("K", "BR-IC-02", {"customer": replace(legal.BUYER, vat_id="")}),
    ],
)
def test_a_category_without_what_it_asks_for_is_named_by_its_rule(code, rule, changes, name):
    found = broken(replace(legal.document(code), **changes), name)
    assert any(one.startswith(f"{name} breaks {rule}: ") for one in found), found


@pytest.mark.parametrize("name", SYNTAXES)
def test_one_changed_amount_is_found_and_the_rule_quoted(name):
    content = SYNTAXES[name].write(legal.document())
    assert content.count(b">435.00<") == 2  # the net, and the base of its tax
    found = broken(legal.document(), name, content.replace(b">450.00<", b">450.01<"))
    assert found[0].startswith(f"{name} breaks BR-CO-10: Sum of Invoice line net amount (BT-106) = ")


@pytest.mark.parametrize("name", SYNTAXES)
def test_the_same_document_is_the_same_bytes(name):
    assert SYNTAXES[name].write(legal.document()) == SYNTAXES[name].write(legal.document())


@pytest.mark.parametrize(
    "changes", [{"status": "draft"}, {"status": "blocked"}, {"type": "shadow"}, {"number": None}, {"issued_on": None}]
)
def test_what_is_no_issued_legal_document_has_no_electronic_invoice(changes):
    document = replace(legal.document(), **changes)
    assert (ubl.write(document), cii.write(document)) == (None, None)


@pytest.mark.parametrize("name", SYNTAXES)
def test_words_that_xml_or_a_spreadsheet_would_take_otherwise_are_carried_as_words(name):
    document = legal.document()
    line = replace(document.lines[0], text="<Voice> & \x07 통화", clause="=1+1")
    document = replace(document, lines=(line, *document.lines[1:]))
    assert broken(document, name) == []
    told = invoice(SYNTAXES[name].write(document), name).told
    assert told.lines[0].name == "<Voice> & \\x07 통화"
    assert b",'=1+1\n" in told.attachments[0].content
