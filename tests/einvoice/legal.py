"""An issued document by hand, with what each tax category wants: two lines, a credit, a bonus, and one day of its own.

voice      100.00 min x 0.85 = 85.00
fee                            400.00
by-hand       1 x -35.00     = -35.00   lines 450.00
credit sl                       20.00   allowance
bonus aht                        5.00   charge
net        450.00 - 20.00 + 5.00 = 435.00
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.records import (
    Billing,
    Bonus,
    Contact,
    Credit,
    Document,
    Exemption,
    Identifier,
    Line,
    Party,
    PrecedingInvoice,
    RowCounts,
    Source,
    Tax,
    Totals,
    VatCategory,
    VatPart,
)

D = Decimal
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
ISSUED = date(2026, 11, 5)
RATES = {"S": D(19), "AE": D(0), "E": D(0), "Z": D(0), "K": D(0), "G": D(0), "O": None, "L": D(7), "M": D(4)}
REASONS = (
    Exemption("AE", "Reverse charge", "VATEX-EU-AE"),
    Exemption("E", "Exempt under article 132"),
    Exemption("K", "Intra-community supply", "VATEX-EU-IC"),
    Exemption("G", "Export outside the EU", "VATEX-EU-G"),
    Exemption("O", "Not subject to VAT", "VATEX-EU-O"),
)
SELLER = Party(
    "acme",
    "Acme Calls GmbH",
    ("Quay 1",),
    "DE",
    vat_id="DE000000000",
    legal_id="HRB 0",
    bank="DE00000000000000000000",
    email="billing@acme.example",
    city="Bremen",
    post_code="28195",
    electronic_address=Identifier("billing@acme.example", "EM"),
    contact=Contact("Accounts", "+49 000 000", "billing@acme.example"),
    account="DE00000000000000000000",
    account_name="Acme Calls GmbH",
)
BUYER = Party(
    "north",
    "North Energy SA",
    ("Rue 2", "Bloc B", "Porte 3", "Etage 4"),
    "FR",
    vat_id="FR00000000000",
    legal_id="RCS 0",
    city="Lyon",
    post_code="69001",
    electronic_address=Identifier("payables@north.example", "EM"),
)
BILLING = Billing(buyer_reference="cc-7", order="PO-9", buyer_accounting="4711", payment_days=30, exemptions=REASONS)


def category(code: str, rate: Decimal | None = None) -> VatCategory:
    return VatCategory(code, RATES[code] if rate is None else rate)


def document(
    code: str = "S",
    *,
    second: VatCategory | None = None,
    issues: str = "supplier",
    kind: str = "invoice",
    corrects: PrecedingInvoice | None = None,
    billing: Billing = BILLING,
) -> Document:
    """Everything under one category, the fee under a second where one is given."""
    own = category(code)
    other = second or own
    lines = (
        Line("voice", "per_minute", FIRST, LAST, "Voice", D("100.00"), "min", D("0.85"), D("85.00"), "C 1", vat=own),
        Line("fee", "fixed_fee", FIRST, LAST, "Fee", D(1), "one", D("400.00"), D("400.00"), "C 2", vat=other),
        Line("by-hand", "manual", FIRST, LAST, "Goodwill", D(1), "one", D("-35.00"), D("-35.00"), "", vat=own),
    )
    one = Fraction(1)
    # nets own 50 + 5 = 55, other 400: 20.00 is 2.42 and 17.58
    parts = (VatPart(own, D("2.42")), VatPart(other, D("17.58"))) if second else (VatPart(own, D("20.00")),)
    credit = Credit("sl", FIRST, LAST, one, one, one, 31, 31, D("20.00"), D("20.00"), "D 1", parts=parts)
    bonus = Bonus("aht", FIRST, LAST, one, one, one, 31, 31, D("5.00"), D("5.00"), "E 1", vat=own)
    bases = {own: D("52.58"), other: D("382.42")} if second else {own: D("435.00")}
    taxes = tuple(
        Tax(vat.code, vat.rate or D(0), base, _tax(base, vat.rate or D(0)), "§ 9") for vat, base in bases.items()
    )
    tax = sum((tax.amount for tax in taxes), D("0.00"))
    return Document(
        contract="acme-care",
        period="2026-10",
        version=1,
        status="issued",
        type=issues,
        currency="EUR",
        time_zone="Europe/Berlin",
        supplier=SELLER,
        customer=BUYER,
        attainments=(),
        lines=lines,
        credits=(credit,),
        bonuses=(bonus,),
        taxes=taxes,
        totals=Totals(D("450.00"), D("45.00"), D("20.00"), D("5.00"), D("435.00"), tax, D("435.00") + tax),
        rows=RowCounts(rows_in=60, accepted=60),
        sources=(Source("acme", "calls", "calls.csv", "0" * 64, RowCounts(rows_in=60, accepted=60), "accepted"),),
        days=(FIRST, LAST),
        number="acme-380-2026-00001",
        issued_on=ISSUED,
        kind=kind,
        corrects=corrects,
        billing=billing,
    )


def _tax(base: Decimal, rate: Decimal) -> Decimal:
    return (base * rate / 100).quantize(D("0.01"), "ROUND_HALF_UP")


def told(invoice: Document, **changes: object) -> Document:
    return replace(invoice, **changes)
