"""Read back: the figures of an electronic invoice by their paths in its file, nothing derived."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from lxml import etree

BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
AGGREGATE = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
NAMES = {
    "cbc": BASIC,
    "cac": AGGREGATE,
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
Kind = tuple[str, Decimal | None]


@dataclass(frozen=True)
class Base:
    """A group BG-23."""

    category: str
    rate: Decimal | None
    base: Decimal
    tax: Decimal

    @property
    def kind(self) -> Kind:
        return self.category, self.rate


@dataclass(frozen=True)
class ReadBack:
    """What stands in a file. `under` is each amount that is taxed with its category and rate, what is taken off negative.
    `products` are quantity × price ÷ price quantity of each line.
    """

    type_code: str
    currency: str
    preceding: str | None
    due_on: str
    terms: str
    lines: list[Decimal]
    products: list[Fraction]
    taken: list[Decimal]
    put: list[Decimal]
    under: list[tuple[str, Decimal | None, Decimal]]
    breakdown: list[Base]
    line_total: Decimal
    allowances: Decimal
    charges: Decimal
    net: Decimal
    tax: Decimal
    tax_accounting: Decimal | None
    gross: Decimal
    prepaid: Decimal
    rounding: Decimal | None
    due: Decimal

    @property
    def amounts(self) -> list[Decimal]:
        """Every amount in the currency of the document."""
        totals = (
            self.line_total,
            self.allowances,
            self.charges,
            self.net,
            self.tax,
            self.gross,
            self.prepaid,
            self.due,
        )
        bases = [amount for one in self.breakdown for amount in (one.base, one.tax)]
        return [*self.lines, *self.taken, *self.put, *bases, *totals]


def ubl(root: Any) -> ReadBack:
    """The figures of a UBL Invoice or CreditNote."""
    currency = _text(root, "cbc:DocumentCurrencyCode")
    category = "cac:TaxCategory/cbc:ID", "cac:TaxCategory/cbc:Percent"
    item = "cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"
    price = "cac:Price/cbc:PriceAmount", "cac:Price/cbc:BaseQuantity"
    line = _Line("cbc:LineExtensionAmount", item, "cbc:InvoicedQuantity | cbc:CreditedQuantity", *price)
    adjusted = _Adjusted("cac:AllowanceCharge", "cbc:ChargeIndicator", "cbc:Amount", category)
    total = "cac:LegalMonetaryTotal/cbc:"
    lines = root.xpath("cac:InvoiceLine | cac:CreditNoteLine", namespaces=NAMES)
    other = root.xpath(f"cac:TaxTotal/cbc:TaxAmount[@currencyID != '{currency}']", namespaces=NAMES)
    return ReadBack(
        type_code=_text(root, "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode"),
        currency=currency,
        preceding=_text(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") or None,
        due_on=_text(root, "cbc:DueDate | cac:PaymentMeans/cbc:PaymentDueDate"),
        terms=_text(root, "cac:PaymentTerms/cbc:Note"),
        breakdown=_bases(root, "cac:TaxTotal/cac:TaxSubtotal", category, "cbc:TaxableAmount", "cbc:TaxAmount"),
        tax=_number(root, f"cac:TaxTotal/cbc:TaxAmount[@currencyID = '{currency}']") or Decimal(0),
        tax_accounting=Decimal(other[0].text) if other else None,
        line_total=_sum(root, f"{total}LineExtensionAmount"),
        allowances=_sum(root, f"{total}AllowanceTotalAmount"),
        charges=_sum(root, f"{total}ChargeTotalAmount"),
        net=_sum(root, f"{total}TaxExclusiveAmount"),
        gross=_sum(root, f"{total}TaxInclusiveAmount"),
        prepaid=_sum(root, f"{total}PrepaidAmount"),
        rounding=_number(root, f"{total}PayableRoundingAmount"),
        due=_sum(root, f"{total}PayableAmount"),
        **_taxed(root, lines, line, adjusted),
    )


def cii(root: Any) -> ReadBack:
    """The figures of a CrossIndustryInvoice."""
    header = root.find("rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement", NAMES)
    currency = _text(header, "ram:InvoiceCurrencyCode")
    category = "ram:CategoryTradeTax/ram:CategoryCode", "ram:CategoryTradeTax/ram:RateApplicablePercent"
    own = "ram:CategoryCode", "ram:RateApplicablePercent"
    line = "ram:SpecifiedLineTradeSettlement/"
    total = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
    lines = root.xpath("rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem", namespaces=NAMES)
    amount = f"{line}ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
    taxes = f"{line}ram:ApplicableTradeTax/ram:"
    price = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:"
    of_line = _Line(
        amount,
        (f"{taxes}CategoryCode", f"{taxes}RateApplicablePercent"),
        "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
        f"{price}ChargeAmount",
        f"{price}BasisQuantity",
    )
    adjusted = _Adjusted(
        "ram:SpecifiedTradeAllowanceCharge", "ram:ChargeIndicator/udt:Indicator", "ram:ActualAmount", category
    )
    other = header.xpath(f"{total}TaxTotalAmount[@currencyID != '{currency}']", namespaces=NAMES)
    return ReadBack(
        type_code=_text(root, "rsm:ExchangedDocument/ram:TypeCode"),
        currency=currency,
        preceding=_text(header, "ram:InvoiceReferencedDocument/ram:IssuerAssignedID") or None,
        due_on=_text(header, "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"),
        terms=_text(header, "ram:SpecifiedTradePaymentTerms/ram:Description"),
        breakdown=_bases(header, "ram:ApplicableTradeTax", own, "ram:BasisAmount", "ram:CalculatedAmount"),
        tax=_number(header, f"{total}TaxTotalAmount[@currencyID = '{currency}']") or Decimal(0),
        tax_accounting=Decimal(other[0].text) if other else None,
        line_total=_sum(header, f"{total}LineTotalAmount"),
        allowances=_sum(header, f"{total}AllowanceTotalAmount"),
        charges=_sum(header, f"{total}ChargeTotalAmount"),
        net=_sum(header, f"{total}TaxBasisTotalAmount"),
        gross=_sum(header, f"{total}GrandTotalAmount"),
        prepaid=_sum(header, f"{total}TotalPrepaidAmount"),
        rounding=_number(header, f"{total}RoundingAmount"),
        due=_sum(header, f"{total}DuePayableAmount"),
        **_taxed(header, lines, of_line, adjusted),
    )


@dataclass(frozen=True)
class _Adjusted:
    """Where allowances and charges stand."""

    group: str
    charge: str
    amount: str
    category: tuple[str, str]


@dataclass(frozen=True)
class _Line:
    """Where the figures of a line stand."""

    amount: str
    category: tuple[str, str]
    quantity: str
    price: str
    per: str

    def product(self, line: Any) -> Fraction:
        return Fraction(_sum(line, self.quantity) * _sum(line, self.price)) / Fraction(_number(line, self.per) or 1)


def _taxed(header: Any, lines: list[Any], of_line: _Line, adjusted: _Adjusted) -> dict[str, Any]:
    category, rate = of_line.category
    under = [(_text(one, category), _number(one, rate), _sum(one, of_line.amount)) for one in lines]
    found: dict[str, Any] = {"lines": [amount for *_, amount in under], "taken": [], "put": []}
    found["products"] = [of_line.product(one) for one in lines]
    for one in header.findall(adjusted.group, NAMES):
        charge, told = _text(one, adjusted.charge) == "true", _sum(one, adjusted.amount)
        found["put" if charge else "taken"].append(told)
        kind = _text(one, adjusted.category[0]), _number(one, adjusted.category[1])
        under.append((*kind, told if charge else -told))
    return {**found, "under": under}


def _bases(root: Any, group: str, category: tuple[str, str], base: str, tax: str) -> list[Base]:
    return [
        Base(_text(one, category[0]), _number(one, category[1]), _sum(one, base), _sum(one, tax))
        for one in root.findall(group, NAMES)
    ]


def _text(root: Any, path: str) -> str:
    found = _path(path)(root)
    return (found[0].text or "") if found else ""


@cache
def _path(path: str) -> etree.XPath:
    """Compiled once; every line of every invoice asks for the same."""
    return etree.XPath(path, namespaces=NAMES)


def _number(root: Any, path: str) -> Decimal | None:
    text = _text(root, path)
    return Decimal(text) if text else None


def _sum(root: Any, path: str) -> Decimal:
    """An amount; one that is not there is nothing."""
    return _number(root, path) or Decimal(0)
