"""A month as it is printed: a few lines, one credit, tax of one category, and what of it a test changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from vmo.documents import pdf
from vmo.records import Attainment, Credit, Document, Line, Party, RowCounts, Tax, Totals

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
NUMBER = "acme-380-2026-00007"
HANGUL = "한솔고객서비스 주식회사"
HAN = "上海浦东新区客户服务有限责任公司"
KANA = "専任オペレーター、夜間対応・日本語"
CII = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:cen.eu:en16931:2017</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>acme-380-2026-00007</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20261105</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
</rsm:CrossIndustryInvoice>
"""


def line(number: int, text: str = "Inbound care, handled minutes in steps of 6 s", amount: str = "850.00") -> Line:
    told = Decimal("1000.0"), "min", Decimal("0.85"), Decimal(amount), f"Annex C {number}"
    return Line(f"line-{number}", "per_minute", FIRST, LAST, text, *told)


def service_level() -> Attainment:
    return Attainment(
        id="sl",
        metric="call_service_level",
        name="Service level, 20 s",
        unit="%",
        scale=100,
        direction="higher",
        first=FIRST,
        last=LAST,
        numerator=Decimal(386),
        denominator=Decimal(500),
        expected=Decimal(80),
        minimum=Decimal(75),
        state="breach",
        credit_bearing=True,
        severity=Fraction(7, 25),
        multiplier=Fraction(1),
        terms={},
        evidence="A",
        clause="Annex B 2",
        definition="",
        window_days=31,
    )


def month(*lines: Line, **changed: Any) -> Document:
    """An issued invoice of the supplier: the lines, 21.00 of credit, 19 % of tax rounded half up."""
    lines = lines or (line(1), line(2, "Dedicated agents"))
    credit = Credit(
        "sl",
        FIRST,
        LAST,
        Fraction(7, 25),
        Fraction(1),
        Fraction(3, 5),
        31,
        31,
        Decimal("21.00"),
        Decimal("21.00"),
        "D 2",
    )
    charges = sum((one.amount for one in lines), Decimal(0))
    net = charges - credit.amount
    tax = (net * 19 / 100).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    totals = Totals(charges, Decimal("170.00"), credit.amount, Decimal("0.00"), net, tax, net + tax)
    return replace(
        Document(
            contract="acme-care",
            period="2026-10",
            version=1,
            status="issued",
            type="supplier",
            currency="EUR",
            time_zone="Europe/Berlin",
            supplier=Party(
                "acme",
                "Acme Customer Care GmbH",
                ("Lange Straße 1", "10115 Berlin"),
                "DE",
                vat_id="DE123456789",
                legal_id="HRB 1",
                bank="DE02120300000000202051 BYLADEM1001",
                email="billing@acme.example",
            ),
            customer=Party("northwind", "Northwind Energy SARL", ("2 rue de Lyon", "75012 Paris"), "FR", vat_id="FR1"),
            attainments=(service_level(),),
            lines=lines,
            credits=(credit,),
            taxes=(Tax("S", Decimal(19), net, tax, "§ 9"),),
            totals=totals,
            rows=RowCounts(),
            sources=(),
            days=(FIRST, LAST),
            number=NUMBER,
            issued_on=date(2026, 11, 5),
        ),
        **changed,
    )


def printed(document: Document, cii: bytes | None = None) -> bytes:
    written = pdf.write(document, beside={"invoice.cii.xml": cii} if cii else {})
    assert written is not None
    return written


def pages(content: bytes) -> list[str]:
    """The text of each page, read by a library that did not write it."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
