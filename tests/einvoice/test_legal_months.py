"""Electronic invoices through the whole line: a month is judged as it would leave the house, and leaves it so."""

import json
from decimal import Decimal

import pytest
import small
from lxml import etree

from vmo.cli import DONE, ERRORS, REFUSED
from vmo.formats.einvoice import invoice

pytestmark = pytest.mark.slow

ID = "acme-care/2026-10/1"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
CONTRACT = "contracts/acme-care.yaml"
TAX = "category: AE, rate: 0, reason: Reverse charge"


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def legal(folder, issues="supplier"):
    small.change(folder / CONTRACT, "currency: EUR", f"currency: EUR\nissues: {issues}")
    return folder


def issued(vmo, folder):
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == DONE, told.out + told.err
    assert vmo("approve", folder, ID, *SIGNED).code == DONE
    told = vmo("issue", folder, ID, "--on", "2026-11-05", *SIGNED, "--json")
    assert told.code == DONE, told.err
    return told.json["number"]


@pytest.mark.parametrize(("issues", "code"), [("supplier", "380"), ("self_billed", "389")])
def test_an_issued_document_has_both_invoices_and_they_say_what_it_came_to(vmo, folder, issues, code):
    """lines 45.12, allowances 1.93 and 2.26, net 40.93, nothing taxed."""
    number = issued(vmo, legal(folder, issues))
    for name in ("invoice.xml", "invoice.cii.xml"):
        told = invoice((folder / "out/documents" / number / name).read_bytes(), name).told
        assert (told.number, told.type_code, str(told.issued_on), str(told.due_on)) == (
            number,
            code,
            "2026-11-05",
            "2026-12-05",
        )
        assert [(line.quantity, line.unit_code, line.net_amount) for line in told.lines] == [
            (Decimal("56.4"), "MIN", Decimal("45.12"))
        ]
        assert [(one.amount, one.reason, one.reason_code) for one in told.adjustments] == [
            (Decimal("1.93"), "Service level, 2026-10: breach", "95"),
            (Decimal("2.26"), "Abandon rate, 2026-10: breach", "95"),
        ]
        assert (told.net, told.tax, told.gross) == (Decimal("40.93"), Decimal("0.00"), Decimal("40.93"))
        assert [(one.vat.code, one.reason) for one in told.breakdown] == [("AE", "Reverse charge")]
        (evidence,) = told.attachments
        assert b"measure,sl,2026-10-01,2026-10-31,Service level: breach,48,56," in evidence.content


@pytest.mark.parametrize("issues", ["shadow", "supplier"])
def test_a_draft_and_what_we_only_expect_have_none(vmo, folder, issues):
    assert vmo("month", legal(folder, issues), "--month", small.MONTH).code == DONE
    assert (folder / "out/2026-10/acme-care/result.json").exists()
    assert not list((folder / "out").rglob("invoice*.xml"))


def test_what_the_official_rules_would_refuse_blocks_the_draft_and_is_quoted(vmo, folder):
    address = "address: [Road 2, Kiel], electronic_address: {scheme: XX, id: '1'}"
    small.change(folder / "parties.yaml", "address: [Road 2, Kiel]", address)
    told = vmo("month", legal(folder), "--month", small.MONTH)
    assert told.code == ERRORS
    assert "invoice.xml breaks BR-CL-25: " in told.out
    assert "put right what the rule asks for in the contract's `invoice` or in parties.yaml" in told.out
    result = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())
    assert result["status"] == "blocked"
    assert not list((folder / "out").rglob("invoice.xml"))
    assert vmo("approve", folder, ID, *SIGNED).code == REFUSED


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[Quay 1, Bremen], country: DE",
            "[Quay 1, Bremen], country: de",
            "parties.supplier: acme: found country 'de', BT-40 of the supplier is a code of ISO 3166 (BR-CL-14)",
        ),
        (
            "[Road 2, Kiel], country: DE",
            "[Road 2, Kiel], country: UK",
            "parties.customer: north: found country 'UK', BT-55 of the customer is a code of ISO 3166 (BR-CL-14)",
        ),
        ("vat_id: DE000000001", "vat_id: UK000000001", "found VAT id 'UK000000001', BT-48 begins with its country"),
    ],
)
def test_a_country_that_no_invoice_may_name_is_refused_by_lint(vmo, folder, old, new, said):
    small.change(folder / "parties.yaml", old, new)
    assert vmo("lint", folder).code == DONE  # of what we only expect
    told = vmo("lint", legal(folder))
    assert (told.code, said in told.err) == (REFUSED, True), told.err


def test_an_invoice_in_yen_has_no_decimals(vmo, folder):
    """45.12 is 45 yen; what is at risk 4.5: sl 4.5 x 3/7 = 1.93, 2 yen; abandon 2.25, 2 yen, which the cap of 4 leaves."""
    small.change(folder / CONTRACT, "currency: EUR", "currency: JPY\nissues: supplier")
    place = folder / "out/documents" / issued(vmo, folder)
    for name in ("invoice.xml", "invoice.cii.xml"):
        told = invoice((place / name).read_bytes(), name).told
        assert [f"{one.amount}" for one in told.adjustments] == ["2", "2"]
        assert (f"{told.line_total}", f"{told.net}", f"{told.tax}", f"{told.due}") == ("45", "41", "0", "41")


@pytest.mark.parametrize("category", ["K", "O"])
def test_what_an_untaxed_category_asks_for_is_on_the_invoice(vmo, folder, category):
    """Under K where it was delivered, under O no VAT id; the official rules ask for both."""
    small.change(legal(folder) / CONTRACT, "category: AE", f"category: {category}")
    small.change(folder / "parties.yaml", "vat_id: DE000000000", "vat_id: DE000000000, legal_id: HRB 0")
    place = folder / "out/documents" / issued(vmo, folder)
    for name in ("invoice.xml", "invoice.cii.xml"):
        told = invoice((place / name).read_bytes(), name).told
        assert [one.vat.code for one in told.breakdown] == [category]
        assert (told.seller.vat_id, told.buyer.vat_id) == (
            ("DE000000000", "DE000000001") if category == "K" else ("", "")
        )
        assert (told.deliver_to.address.country if told.deliver_to else None) == ("DE" if category == "K" else None)


def test_two_rates_split_each_credit_by_net(vmo, folder):
    """A fee of 100.00 at 7 % beside voice of 45.12 at 19 %; what is at risk is 10 % of 145.12.

    sl       14.512 x 3/7 = 6.22; by 45.12 and 100.00: 1.934 and 4.286, so 1.93 and 4.29
    abandon  14.512 x 50 % = 7.26: 2.257 and 5.003, so 2.26 and 5.00
    bases    45.12 - 4.19 = 40.93; 100.00 - 9.29 = 90.71; tax 7.7767 and 6.3497
    """
    path = legal(folder) / CONTRACT
    small.change(path, TAX, "category: S, rate: 19, charges: {fee: {category: S, rate: 7}}")
    fee = "  fee: {model: fixed_fee, terms: {amount: {2026-01-01: {value: 100, ref: C 3}}}}\ncredits:\n"
    small.change(path, "credits:\n", fee)
    number = issued(vmo, folder)
    told = invoice((folder / "out/documents" / number / "invoice.xml").read_bytes(), "invoice.xml").told
    assert [(f"{one.amount}", one.vat.rate) for one in told.adjustments] == [
        ("1.93", 19),
        ("4.29", 7),
        ("2.26", 19),
        ("5.00", 7),
    ]
    assert [(f"{one.base}", f"{one.tax}") for one in told.breakdown] == [("40.93", "7.78"), ("90.71", "6.35")]


def test_tax_is_declared_in_another_currency_at_the_rate_of_the_table(vmo, folder):
    """40.93 x 19 % = 7.7767, so 7.78; x 0.875 = 6.8075, so 6.81."""
    path = legal(folder) / CONTRACT
    small.change(path, TAX, "category: S, rate: 19")
    gbp = "tax_currency: {currency: GBP, quote: GBP per EUR, basis: invoice_date, table: boe}"
    small.change(path, "invoice: {payment_days: 30", f"invoice: {{payment_days: 30, {gbp}")
    (folder / "tables").mkdir()
    (folder / "tables/boe.yaml").write_text(
        "table: boe\nsource: by hand\nvalues: {2026-10-30: 0.875}\n", encoding="utf-8"
    )
    number = issued(vmo, folder)
    for name in ("invoice.xml", "invoice.cii.xml"):
        told = invoice((folder / "out/documents" / number / name).read_bytes(), name).told
        assert (told.tax, told.tax_currency, told.tax_accounting) == (Decimal("7.78"), "GBP", Decimal("6.81"))


def test_the_references_of_the_contract_and_the_account_of_the_supplier_stand_on_it(vmo, folder):
    keys = (
        'order: PO-9, buyer_reference: cc-7, contract_reference: MSA 4, buyer_accounting: "4711", payment_terms: Net 30'
    )
    small.change(legal(folder) / CONTRACT, "invoice: {payment_days: 30", f"invoice: {{payment_days: 30, {keys}")
    bank, contact = "{iban: DE00 0000, bic: ACMEDEFF, name: Acme}", "{name: Accounts, email: a@acme.example}"
    more = f"vat_id: DE000000000, bank: {bank}, contact: {contact}"
    small.change(folder / "parties.yaml", "vat_id: DE000000000", more)
    told = invoice((folder / "out/documents" / issued(vmo, folder) / "invoice.xml").read_bytes(), "invoice.xml").told
    assert (told.order, told.buyer_reference, told.contract, told.buyer_accounting) == ("PO-9", "cc-7", "MSA 4", "4711")
    assert told.payment_terms == "Net 30"
    (paid,) = told.payment
    assert (paid.code, paid.account, paid.bank, paid.account_name) == ("58", "DE000000", "ACMEDEFF", "Acme")
    assert (told.seller.contact.name, told.seller.contact.email) == ("Accounts", "a@acme.example")


def test_a_document_of_peppol_bears_its_identifiers_in_the_ubl_alone(vmo, folder):
    small.change(
        legal(folder) / CONTRACT,
        "invoice: {payment_days: 30",
        "invoice: {profile: peppol, order: PO-9, payment_days: 30",
    )
    for name, number in (("acme", "DE000000000"), ("north", "DE000000001")):
        at = f"vat_id: {number}, electronic_address: {{scheme: EM, id: {name}@{name}.example}}"
        small.change(folder / "parties.yaml", f"vat_id: {number}", at)
    place = folder / "out/documents" / issued(vmo, folder)
    assert b"urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" in (place / "invoice.xml").read_bytes()
    assert b"peppol" not in (place / "invoice.cii.xml").read_bytes()
    assert etree.parse(place / "invoice.xml").getroot().tag.endswith("}Invoice")
