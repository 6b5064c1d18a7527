"""invoice.pdf as people read it: what stands on the pages, opened again by a library that did not write them."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from printed_month import FIRST, HAN, HANGUL, KANA, LAST, NUMBER, line, month, pages, printed

from vmo.checks import pdf_as_recorded
from vmo.documents import pdf
from vmo.records import Billing, Bonus, Exemption, Party, PrecedingInvoice, VatCategory


def text(document) -> str:
    return "\n".join(pages(printed(document)))


def one_line(document) -> str:
    """The text with one space where the page has any room or a new line."""
    return " ".join(text(document).split())


def findings(document, content=None):
    return [str(one) for one in pdf_as_recorded.check(document, rendered={"invoice.pdf": content or printed(document)})]


def test_an_invoice_shows_its_number_day_parties_sums_and_account():
    said = one_line(month())
    assert said.startswith(f"Invoice No. {NUMBER} · 2026-10-01 to 2026-10-31")
    for part in (
        "Issued on 2026-11-05", "acme-care", "Acme Customer Care GmbH", "Lange Straße 1", "VAT id DE123456789", "Legal id HRB 1",
        "Northwind Energy SARL", "DE02120300000000202051", "Annex C 1", "1,700.00", "1,679.00 EUR", "319.01", "1,998.01 EUR",
    ):  # fmt: skip
        assert part in said  # 2 × 850.00 − 21.00 = 1,679.00; 19 % of it 319.01; together 1,998.01


def test_a_credit_tells_its_reason_measure_and_clause():
    said = one_line(month())
    assert "Service level, 20 s: 77.20 %, expected 80 %" in said
    assert "-21.00" in said
    assert "D 2" in said


def test_a_bonus_stands_with_its_reason():
    bonus = Bonus(
        "sl", FIRST, LAST, Fraction(100), Fraction(1), Fraction(1, 2), 31, 31, Decimal("50.00"), Decimal("50.00"), "E 1"
    )
    said = one_line(month(bonuses=(bonus,)))
    assert re.search(r"Bonus reason .*Service level, 20 s: 77.20 %, expected 80 %.*50\.00.*E 1", said)


@pytest.mark.parametrize(
    ("type_", "kind", "heading"),
    [
        ("supplier", "invoice", "Invoice"),
        ("supplier", "credit_note", "Credit note"),
        ("self_billed", "invoice", "Self-billed invoice"),
        ("self_billed", "credit_note", "Self-billed credit note"),
    ],
)
def test_a_legal_document_is_headed_by_what_it_is(type_, kind, heading):
    assert one_line(month(type=type_, kind=kind)).startswith(f"{heading} No. {NUMBER}")


def test_a_credit_note_names_what_it_corrects_and_asks_for_no_payment():
    note = month(kind="credit_note", corrects=PrecedingInvoice("acme-380-2026-00003", date(2026, 10, 4)))
    said = one_line(note)
    assert "Corrects" in said
    assert "acme-380-2026-00003" in said.replace(" ", "")
    assert "2026-10-04" in said
    assert "Pay to" not in said


def test_it_is_paid_by_a_day_on_terms_and_bears_the_references_of_the_buyer():
    billing = Billing(
        buyer_reference="cc-7",
        contract="FW-2026-1",
        order="PO-9",
        buyer_accounting="4711",
        payment_terms="2 % in 10 days",
        payment_days=30,
    )
    said = one_line(month(billing=billing))
    for part in (
        "Due on 2026-12-05",
        "Terms 2 % in 10 days",
        "Contract FW-2026-1",
        "Order PO-9",
        "Reference cc-7",
        "Booked at 4711",
    ):
        assert part in said  # issued on 2026-11-05


def test_why_nothing_is_taxed_stands_on_the_page_and_what_the_tax_is_in_another_currency():
    billing = Billing(exemptions=(Exemption("AE", "Reverse charge", "VATEX-EU-AE"), Exemption("E", "Exempt")))
    document = month(billing=billing)
    told = replace(document, taxes=(replace(document.taxes[0], category="AE", rate=Decimal(0)),))
    assert "Tax AE: Reverse charge (VATEX-EU-AE)." in one_line(told)
    assert "Exempt" not in one_line(told)
    abroad = month(billing=Billing(tax_currency="GBP", tax_rate=Fraction(17, 20)))
    assert "Tax to be declared: 271.16 GBP, at 0.85 GBP for one EUR." in one_line(abroad)  # 319.01 × 0.85 = 271.1585


def test_where_several_taxes_meet_each_line_says_which_is_its_own():
    document = month(replace(line(1), vat=VatCategory("S", Decimal(19))), replace(line(2), vat=VatCategory("O", None)))
    several = replace(document, taxes=(document.taxes[0], replace(document.taxes[0], category="O")))
    assert "Annex C 1 · tax S 19 %" in one_line(several)
    assert "Annex C 2 · tax O" in one_line(several)
    assert "· tax S 19 %" not in one_line(document)


def test_who_is_not_subject_to_tax_bears_no_tax_id_and_no_rate():
    document = month()
    said = one_line(replace(document, taxes=(replace(document.taxes[0], category="O", rate=Decimal(0)),)))
    assert "tax O, not subject to tax: 1,679.00" in said
    assert "VAT id" not in said
    assert "0 % of" not in said


def test_a_self_billed_invoice_says_in_whose_name_it_is_issued():
    assert "Self-billing: issued by the customer in the name and on behalf of the supplier." in one_line(
        month(type="self_billed")
    )
    assert "Self-billing" not in one_line(month())


def test_a_party_may_tell_its_city_apart_or_within_its_address_and_it_is_said_once():
    lines = ("Lange Straße 1", "10115 Berlin")
    for address in (lines[:1], lines):
        supplier = replace(month().supplier, address=address, post_code="10115", city="Berlin")
        assert one_line(month(supplier=supplier)).count("10115 Berlin") == 1


def test_a_shadow_invoice_is_not_for_payment_and_has_a_reference_of_ours():
    said = one_line(month(type="shadow", number="X-acme-2026-00001"))
    assert "NOT AN INVOICE FOR PAYMENT" in said
    assert "Our reference" in said
    assert "Pay to" not in said
    assert "No. X-" not in said


def test_a_draft_says_that_it_has_no_number():
    said = one_line(month(number=None, issued_on=None, status="draft"))
    assert "Invoice, draft" in said
    assert "A draft without a number" in said


def test_nobody_gets_a_page_of_what_is_blocked():
    assert pdf.write(month(status="blocked"), beside={}) is None


def test_each_page_bears_its_number_of_how_many_and_whose_it_is_and_the_heads_of_the_table():
    told = pages(printed(month(*(line(n) for n in range(1, 61)))))
    assert len(told) == 4
    for n, page in enumerate(told, 1):
        said = " ".join(page.split())
        assert f"page {n} of 4" in said
        assert NUMBER in said
    assert all("quantity" in page and "amount (EUR)" in page for page in told[:3])
    assert "line-60" in told[2]


def test_a_line_stands_on_one_page():
    told = pages(printed(month(*(line(n, f"The text of number {n}, " * 12) for n in range(1, 30)))))
    for n in range(1, 30):
        (page,) = [page for page in told if f"line-{n} " in page]
        assert f"The text of number {n}," in " ".join(page.split())


def test_a_text_that_no_page_holds_goes_on_over_the_next_and_loses_nothing():
    words = [f"word{n}" for n in range(3000)]
    document = month(line(1, " ".join(words)))
    told = pages(printed(document))
    assert len(told) > 3
    assert set(words) <= set("\n".join(told).split())
    assert findings(document) == []


def test_figures_are_never_cut_however_many_digits_they_have():
    amount = "123456789012345.67"
    document = month(
        replace(line(1, amount=amount), quantity=Decimal("98765432109876.54321"), rate=Decimal("0.000012345678"))
    )
    said = text(document)
    for figure in ("123,456,789,012,345.67", "98,765,432,109,876.54321", "0.000012345678"):
        assert figure in said


def test_korean_chinese_and_japanese_are_shown_by_the_typeface_and_found_again():
    supplier = Party("hansol", HANGUL, ("서울특별시 강남구 테헤란로 12",), "KR")
    customer = Party("shanghai", HAN, ("上海市浦东新区世纪大道100号",), "CN")
    document = month(line(1, KANA), supplier=supplier, customer=customer)
    said = "".join(text(document).split())
    for part in (HANGUL, HAN, KANA, "世纪大道100号"):
        assert "".join(part.split()) in said
    assert findings(document) == []


@pytest.mark.parametrize(
    "name",
    ["Zákaznické služby Plzeň s.r.o.", "Zażółć gęślą jaźń sp. z o.o.", "Győri Ügyfélszolgálat Kft.", "Müşteri İlişkileri A.Ş.",
     "Dịch vụ khách hàng Đà Nẵng", "Εξυπηρέτηση Πελατών", "Служба поддержки", "Șantier Târgoviște S.R.L.", "Ķekavas Šķēršļi SIA"],
)  # fmt: skip
def test_the_letters_of_europe_turkey_and_vietnam_are_shown_in_both_weights(name):
    document = month(line(1, name), supplier=Party("acme", name, (name,), "CZ"))
    assert "[U+" not in text(document)
    assert findings(document) == []


def test_a_sign_that_the_typeface_lacks_is_written_out_and_blocks_what_leaves_the_house():
    document = month(line(1, "Night shift กรุงเทพ"))
    assert "[U+0E01]" in text(document)
    (said,) = findings(document)
    assert said.startswith("acme-care/2026-10/1: invoice.pdf does not show the text of line-1: found no such text")
    (told,) = pdf_as_recorded.check(document, rendered={"invoice.pdf": printed(document)})
    assert told.severity == "error"
    shadow = replace(document, type="shadow")
    (told,) = pdf_as_recorded.check(shadow, rendered={"invoice.pdf": printed(shadow)})
    assert told.severity == "warning"


def test_a_name_that_would_turn_the_reading_direction_is_written_out():
    assert "[U+202E]" in text(month(line(1, "gpj\u202e.csv")))


def test_a_text_is_the_same_however_its_letters_are_composed():
    assert "Straße für Bücher" in one_line(month(line(1, "Straße fu\u0308r Bu\u0308cher")))


@pytest.mark.parametrize("name", ["net", "gross"])
def test_a_page_that_shows_another_sum_is_found(name):
    document = month()
    totals = replace(document.totals, **{name: getattr(document.totals, name) + Decimal("0.01")})
    (said,) = findings(replace(document, totals=totals), printed(document))
    assert f"does not show {name} as often as they stand in the records: found 0 times" in said


def test_a_page_that_shows_another_tax_is_found():
    document = month()
    other = replace(document.taxes[0], amount=Decimal("319.02"))
    (said,) = findings(replace(document, taxes=(other,)), printed(document))
    assert "does not show tax S as often as they stand in the records: found 0 times 319.02, expected 1 times" in said


def test_a_month_without_a_tax_shows_none():
    document = month(taxes=())
    without = replace(document, totals=replace(document.totals, tax=Decimal("0.00"), gross=document.totals.net))
    assert findings(without) == []
    assert "tax" not in text(without)


def test_a_page_that_leaves_a_line_out_or_bears_another_number_is_found():
    document = month()
    content = printed(document)
    assert any("amount of line-3" in said for said in findings(month(*document.lines, line(3)), content))
    assert any("its number" in said for said in findings(replace(document, number="acme-380-2026-00008"), content))
