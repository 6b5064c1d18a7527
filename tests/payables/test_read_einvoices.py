"""Reading e-invoices: what is held, what is told as unread, and what is refused, with its line."""

from decimal import Decimal

import pytest
from bills import FEED, REGISTER, changed, credit_note
from trials import Trial, read_partner, rows, trial

from vmo.conform import RefusedFeedError
from vmo.formats import einvoice

__all__ = ["trial"]

PARTNER = "partner: acme\nfeeds:"
BILLS = PARTNER + FEED
EXTERNAL = '<!DOCTYPE Invoice SYSTEM "http://acme.example/invoice.dtd">\n<Invoice xmlns='
NET, IN_DOLLARS = (f'"{one}">900.00</cbc:LineExtensionAmount>\n    <cac:A' for one in ("EUR", "USD"))
SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
DTD = '<!DOCTYPE Invoice [<!ENTITY bill SYSTEM "file:///etc/hostname">]>\n<Invoice xmlns='


def read(content: bytes):
    return einvoice.invoice(content, "bill.xml")


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedFeedError) as refused:
        read(content)
    return str(refused.value)


def test_an_amount_keeps_the_places_that_it_was_written_with():
    told = read(changed()).told
    assert (str(told.lines[0].net_price), str(told.lines[0].quantity), str(told.gross)) == (
        "1.000",
        "1000.0",
        "1011.50",
    )


def test_a_note_tells_its_subject_between_two_signs():
    assert read(changed()).told.notes == (("AAI", "For October"),)


def test_everything_of_the_document_is_read():
    assert read(changed()).unread == ()


def test_what_has_no_place_in_the_noun_is_told_by_its_path():
    found = read(
        changed(
            (
                "<cbc:IssueDate>2026-11-05</cbc:IssueDate>",
                "<cbc:IssueDate>2026-11-05</cbc:IssueDate><cbc:IssueTime>10:00:00</cbc:IssueTime>",
            ),
            ('unitCode="MIN"', 'unitCode="MIN" unitCodeListID="UNECERec20"'),
            (
                "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>\n    </cac:PartyTaxScheme>",
                "<cac:TaxScheme><cbc:ID>LOC</cbc:ID></cac:TaxScheme>\n    </cac:PartyTaxScheme>",
            ),
        )
    )
    assert found.unread == ("/Invoice/IssueTime", "/Invoice/InvoiceLine/InvoicedQuantity/@unitCodeListID")
    assert (found.told.seller.vat_id, found.told.seller.tax_registration) == ("", "DE123456789")


def test_text_between_elements_is_told_as_unread():
    assert read(changed(("<cac:Price>", "<cac:Price>from 2027 on: 1.10"))).unread == ("/Invoice/InvoiceLine/Price",)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<Invoice xmlns=", DTD, "bill.xml:2: the document brings a DOCTYPE: found <!DOCTYPE Invoice"),
        ("<Invoice xmlns=", EXTERNAL, "bill.xml:2: the document brings a DOCTYPE: found <!DOCTYPE Invoice SYSTEM"),
        ("Acme Contact", "&bill;", "bill.xml:18: not XML that can be read: found Entity 'bill' not defined, expected"),
        ("</Invoice>", "", "not XML that can be read"),
        ("INV-0012", "", "bill.xml:4: BT-1, the number is missing: expected an element cbc:ID"),
        ("2026-11-05", "05.11.2026", "a date that is none: found '05.11.2026', expected YYYY-MM-DD"),
        ("2026-11-05", "2026-11-31", "bill.xml:7: a date that is none: found '2026-11-31'"),
        (">1000.0<", ">1.000,0<", "bill.xml:49: InvoicedQuantity is no number: found '1.000,0', expected digits with a"),
        (">1000.0<", ">1e3<", "InvoicedQuantity is no number: found '1e3'"),
        (NET, IN_DOLLARS, "bill.xml:50: LineExtensionAmount is in another currency than its document: found USD"),
        ("Indicator>false", "Indicator>no", "neither yes nor no: found 'no', expected true or false"),
        (">19</cbc:Percent>", ">19 %</cbc:Percent>", "Percent is no number: found '19 %'"),
        (SCHEMA, SCHEMA.replace("Invoice", "Order"), "XML that is no e-invoice: found Invoice"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line_and_what_was_expected(old, new, words):
    assert words in refusal(changed((old, new)))


def test_an_entity_is_never_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("4711")
    told = refusal(changed(("<Invoice xmlns=", DTD.replace("/etc/hostname", str(secret))), ("Acme Contact", "&bill;")))
    assert "4711" not in told


def test_entities_that_grow_are_refused_before_they_do():
    grown = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<Invoice xmlns='
    assert "brings a DOCTYPE" in refusal(changed(("<Invoice xmlns=", grown), ("Acme Contact", "&b;")))
    assert "brings a DOCTYPE" in refusal(
        changed(("<Invoice xmlns=", grown)).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    )


def test_a_credit_note_is_positive_and_says_by_its_type_that_it_reduces():
    found = read(credit_note())
    assert (found.type, found.sign, found.told.type_code, found.told.gross) == (
        "credit_note",
        1,
        "381",
        Decimal("1011.50"),
    )


NEGATIVE = (
    (">1011.50<", ">-1011.50<"),
    (">850.00<", ">-850.00<"),
    (">161.50<", ">-161.50<"),
    (">900.00<", ">-900.00<"),
    (">1000.0<", ">-1000.0<"),
    (">100.00<", ">-100.00<"),
    (">50.00<", ">-50.00<"),
)


def test_an_invoice_of_a_negative_total_is_a_credit_note_with_positive_rows(trial: Trial):
    told = trial.conform(changed(*NEGATIVE), read_partner(BILLS).feeds["bills"], name="bill.xml")
    assert rows(told, "type, position, amount, quantity") == [
        ("credit_note", "line", Decimal(1000), Decimal(1000)),
        ("credit_note", "allowance", Decimal(-100), None),
        ("credit_note", "allowance", Decimal(-50), None),
    ]


def test_a_credit_note_of_a_negative_total_is_refused_for_nobody_knows_its_direction():
    assert "a credit note of a negative total: found -1011.50" in refusal(credit_note(*NEGATIVE))


def test_the_rows_of_an_invoice_add_up_to_its_net_and_stand_where_they_were_found(trial: Trial):
    told = trial.conform(changed(), read_partner(BILLS).feeds["bills"], name="bill.xml")
    found = rows(told, "number, position, line_id, text, quantity, unit_price, amount, tax_rate, line")
    assert [row[1:4] for row in found] == [
        ("line", "1", "Inbound minutes"),
        ("allowance", "1", "Rebate"),
        ("allowance", None, "SLA credit: service level"),
    ]
    # 1,000 min at 1.000, less a rebate of 100.00, less a credit of 50.00
    assert [row[6] for row in found] == [Decimal(1000), Decimal(-100), Decimal(-50)]
    assert [row[7] for row in found] == [Decimal(19)] * 3
    assert sum(row[6] for row in found) == Decimal(850)
    assert [row[8] for row in found] == [47, 47, 23]


def test_a_register_of_invoices_is_read_from_the_same_files(trial: Trial):
    feed = read_partner(PARTNER + REGISTER).feeds["register"]
    told = trial.conform(changed(), feed, name="bill.xml")
    # due five days after 31 October: midnight of 5 November in Berlin is the day before in UTC
    assert rows(told, "number, type, due_issue_at::date::text, amount_net::int, currency") == [
        ("INV-0012", "invoice", "2026-11-04", 850, "EUR")
    ]


def test_a_credit_note_tells_what_it_corrects_and_why(trial: Trial):
    feed = read_partner(PARTNER + REGISTER).feeds["register"]
    corrected = "<cac:InvoiceDocumentReference><cbc:ID>INV-0011</cbc:ID></cac:InvoiceDocumentReference>"
    corrects = f"<cac:BillingReference>{corrected}</cac:BillingReference>"
    content = credit_note(
        ("#AAI#For October", "#AAI#An error of September"),
        ("<cac:ContractDocumentReference>", f"{corrects}<cac:ContractDocumentReference>"),
    )
    told = trial.conform(content, feed, name="note.xml")
    assert rows(told, "type, corrects, reason_code::text, amount_net::int") == [
        ("credit_note", "INV-0011", "error_correction", 850)
    ]


def test_a_sheet_that_an_invoice_does_not_have_is_refused_by_name(trial: Trial):
    feed = read_partner(BILLS.replace("format: einvoice", "format: einvoice\n    options: {sheet: rows}")).feeds[
        "bills"
    ]
    with pytest.raises(RefusedFeedError) as refused:
        trial.conform(changed(), feed, name="bill.xml")
    assert "no such sheet: found rows, expected invoices or lines" in str(refused.value)
