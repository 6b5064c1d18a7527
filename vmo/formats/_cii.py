"""UN/CEFACT CII D16B, as in Factur-X and XRechnung, read into the noun of EN 16931: where each term stands in that syntax."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from vmo.formats._cii_parts import (
    adjustment,
    attachment,
    category,
    day_of,
    identifier,
    maybe_party,
    needed_amount,
    not_yet_read,
    object_of,
    part_of,
    party,
    text_of,
)
from vmo.formats._xml import Node
from vmo.records import EInvoice, Identifier, InvoiceLine, PaymentMeans, PrecedingInvoice, VatBreakdown

SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
ROOT = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
SUPPORTS, TENDER, OBJECT = "916", "50", "130"
TAX_POINTS = {"5": "3", "29": "35", "72": "432"}  # UNTDID 2475, as CII says it → UNTDID 2005, which BT-8 names


def invoice(root: Node) -> EInvoice:
    """The document; raises RefusedFeedError where it lacks what no invoice may lack."""
    account = root.account
    context, document = root.one("rsm:ExchangedDocumentContext"), part_of(root, "rsm:ExchangedDocument")
    trade = part_of(root, "rsm:SupplyChainTradeTransaction")
    agreement = part_of(trade, "ram:ApplicableHeaderTradeAgreement")
    delivery = trade.one("ram:ApplicableHeaderTradeDelivery")
    settlement = part_of(trade, "ram:ApplicableHeaderTradeSettlement")
    totals = part_of(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    account.currency = settlement.needed("ram:InvoiceCurrencyCode", "BT-5, the currency")
    tax_currency = settlement.text("ram:TaxCurrencyCode")
    issued_on = day_of(document.one("ram:IssueDateTime"))
    if issued_on is None:
        raise account.refused(document.line, "BT-2, the day of issue, is missing")
    seller, buyer = (party(part_of(agreement, f"ram:{side}TradeParty")) for side in ("Seller", "Buyer"))
    tax, accounting = _taxes(totals, tax_currency)
    terms = settlement.one("ram:SpecifiedTradePaymentTerms")
    taxed = settlement.all("ram:ApplicableTradeTax")
    referred = [
        (one.skip("ram:TypeCode", SUPPORTS, TENDER, OBJECT), one)
        for one in agreement.all("ram:AdditionalReferencedDocument")
    ]
    tender = next((one for code, one in referred if code == TENDER), None)
    item = next((one for code, one in referred if code == OBJECT), None)
    project = agreement.one("ram:SpecifiedProcuringProject")
    if project:
        project.skip("ram:Name", "Project reference", project.text("ram:ID"))  # the syntax wants a name
    return EInvoice(
        number=document.needed("ram:ID", "BT-1, the number"),
        issued_on=issued_on,
        type_code=document.needed("ram:TypeCode", "BT-3, the type"),
        currency=account.currency,
        seller=seller,
        buyer=buyer,
        lines=tuple(_line(one) for one in trade.all("ram:IncludedSupplyChainTradeLineItem")),
        breakdown=tuple(_breakdown(one) for one in taxed),
        line_total=_total(totals, "LineTotalAmount", "BT-106"),
        net=_total(totals, "TaxBasisTotalAmount", "BT-109"),
        gross=_total(totals, "GrandTotalAmount", "BT-112"),
        due=_total(totals, "DuePayableAmount", "BT-115"),
        adjustments=tuple(adjustment(one) for one in settlement.all("ram:SpecifiedTradeAllowanceCharge")),
        allowances=totals.amount("ram:AllowanceTotalAmount"),
        charges=totals.amount("ram:ChargeTotalAmount"),
        tax=tax,
        tax_accounting=accounting,
        prepaid=totals.amount("ram:TotalPrepaidAmount"),
        rounding=totals.amount("ram:RoundingAmount"),
        tax_currency=tax_currency,
        tax_point=_same_day(taxed),
        tax_point_code=_same_code(taxed),
        due_on=day_of(terms.one("ram:DueDateDateTime")) if terms else None,
        payment_terms=terms.text("ram:Description") if terms else "",
        payment=tuple(_payments(settlement, terms)),
        creditor_id=settlement.text("ram:CreditorReferenceID"),
        payee=maybe_party(settlement.one("ram:PayeeTradeParty")),
        tax_representative=maybe_party(agreement.one("ram:SellerTaxRepresentativeTradeParty")),
        buyer_reference=agreement.text("ram:BuyerReference"),
        project=project.text("ram:ID") if project else "",
        contract=agreement.text("ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        order=agreement.text("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        sales_order=agreement.text("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
        receipt=text_of(delivery, "ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID"),
        despatch=text_of(delivery, "ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
        tender=text_of(tender, "ram:IssuerAssignedID"),
        object_id=object_of(item),
        buyer_accounting=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        notes=tuple((one.text("ram:SubjectCode"), one.text("ram:Content")) for one in document.all("ram:IncludedNote")),
        process=text_of(context, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
        specification=text_of(context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
        preceding=tuple(_preceding(one) for one in settlement.all("ram:InvoiceReferencedDocument")),
        deliver_to=maybe_party(delivery.one("ram:ShipToTradeParty")) if delivery else None,
        delivered_on=day_of(delivery.one("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime"))
        if delivery
        else None,
        first=day_of(settlement.one("ram:BillingSpecifiedPeriod/ram:StartDateTime")),
        last=day_of(settlement.one("ram:BillingSpecifiedPeriod/ram:EndDateTime")),
        attachments=tuple(attachment(one) for _, one in referred if one not in (tender, item)),
    )


def _total(totals: Node, name: str, term: str) -> Decimal:
    return needed_amount(totals, f"ram:{name}", term)


def _same_day(taxed: list[Node]) -> date | None:
    """BT-7 stands at each part of the tax; where they differ, the first counts and the others stay unread."""
    told: date | None = None
    for one in taxed:
        place = one.one("ram:TaxPointDate")
        if place and (told is None or not_yet_read(place, "udt:DateString") == f"{told:%Y%m%d}"):
            told = day_of(place)
    return told


def _same_code(taxed: list[Node]) -> str:
    told = next((code for one in taxed if (code := not_yet_read(one, "ram:DueDateTypeCode"))), "")
    for one in taxed:
        one.skip("ram:DueDateTypeCode", told)
    return TAX_POINTS.get(told, told)


def _taxes(totals: Node, tax_currency: str) -> tuple[Decimal | None, Decimal | None]:
    """BT-110 and BT-111: the total in the accounting currency names that currency."""
    tax, accounting = None, None
    for one in totals.all("ram:TaxTotalAmount"):
        told = one.attribute("currencyID")
        if told and told == tax_currency and told != totals.account.currency:
            accounting = one.money(tax_currency)
        elif tax is None:
            tax = one.money()
    return tax, accounting


def _breakdown(one: Node) -> VatBreakdown:
    return VatBreakdown(
        base=needed_amount(one, "ram:BasisAmount", "BT-116, the base of a tax,"),
        tax=needed_amount(one, "ram:CalculatedAmount", "BT-117, the tax,"),
        vat=category(one, one),
        reason=one.text("ram:ExemptionReason"),
        reason_code=one.text("ram:ExemptionReasonCode"),
    )


def _line(one: Node) -> InvoiceLine:
    product, agreement = part_of(one, "ram:SpecifiedTradeProduct"), part_of(one, "ram:SpecifiedLineTradeAgreement")
    settlement = part_of(one, "ram:SpecifiedLineTradeSettlement")
    quantity = part_of(one, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    net = part_of(agreement, "ram:NetPriceProductTradePrice")
    gross = agreement.one("ram:GrossPriceProductTradePrice")
    discount = gross.one("ram:AppliedTradeAllowanceCharge") if gross else None
    if discount:
        discount.skip("ram:ChargeIndicator/udt:Indicator", "false", "0")
    base, gross_base = net.one("ram:BasisQuantity"), gross.one("ram:BasisQuantity") if gross else None
    gross_quantity, unit = (
        gross_base.value() if gross_base else None,
        gross_base.attribute("unitCode") if gross_base else "",
    )
    if base:
        gross_quantity = None if gross_quantity == base.value() else gross_quantity
    return InvoiceLine(
        id=one.needed("ram:AssociatedDocumentLineDocument/ram:LineID", "BT-126, the line's id"),
        quantity=quantity.value(),
        unit_code=quantity.attribute("unitCode"),
        net_amount=needed_amount(
            settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", "BT-131"
        ),
        name=product.needed("ram:Name", "BT-153, the item's name"),
        net_price=needed_amount(net, "ram:ChargeAmount", "BT-146, the price"),
        vat=category(settlement.one("ram:ApplicableTradeTax"), settlement),
        note="\n".join(
            note.own() for note in one.all("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content")
        ),
        description=product.text("ram:Description"),
        object_id=_line_object(settlement.one("ram:AdditionalReferencedDocument")),
        order_line=agreement.text("ram:BuyerOrderReferencedDocument/ram:LineID"),
        buyer_accounting=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        first=day_of(settlement.one("ram:BillingSpecifiedPeriod/ram:StartDateTime")),
        last=day_of(settlement.one("ram:BillingSpecifiedPeriod/ram:EndDateTime")),
        adjustments=tuple(adjustment(part) for part in settlement.all("ram:SpecifiedTradeAllowanceCharge")),
        gross_price=gross.amount("ram:ChargeAmount") if gross else None,
        price_discount=discount.amount("ram:ActualAmount") if discount else None,
        price_quantity=base.value() if base else None,
        price_unit_code=base.attribute("unitCode") if base else unit,
        gross_price_quantity=gross_quantity,
        seller_item=product.text("ram:SellerAssignedID"),
        buyer_item=product.text("ram:BuyerAssignedID"),
        standard_item=identifier(product.one("ram:GlobalID")),
        classes=tuple(
            Identifier(part.own(), part.attribute("listID"), part.attribute("listVersionID"))
            for part in product.all("ram:DesignatedProductClassification/ram:ClassCode")
        ),
        origin=product.text("ram:OriginTradeCountry/ram:ID"),
        attributes=tuple(
            (part.text("ram:Description"), part.text("ram:Value"))
            for part in product.all("ram:ApplicableProductCharacteristic")
        ),
    )


def _line_object(one: Node | None) -> Identifier | None:
    if one is None:
        return None
    one.skip("ram:TypeCode", OBJECT)
    return object_of(one)


def _payments(settlement: Node, terms: Node | None) -> Iterator[PaymentMeans]:
    """The means of payment; what the syntax tells once for all of them stands at the first."""
    remittance, mandate = settlement.text("ram:PaymentReference"), text_of(terms, "ram:DirectDebitMandateID")
    means = [_payment(one) for one in settlement.all("ram:SpecifiedTradeSettlementPaymentMeans")]
    if means or remittance or mandate:
        first, *others = means or [PaymentMeans("")]
        yield replace(first, remittance=remittance, mandate=mandate)
        yield from others


def _payment(one: Node) -> PaymentMeans:
    account = "ram:PayeePartyCreditorFinancialAccount"
    return PaymentMeans(
        code=one.text("ram:TypeCode"),
        text=one.text("ram:Information"),
        account=one.text(f"{account}/ram:IBANID") or one.text(f"{account}/ram:ProprietaryID"),
        account_name=one.text(f"{account}/ram:AccountName"),
        bank=one.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
        card_number=one.text("ram:ApplicableTradeSettlementFinancialCard/ram:ID"),
        card_holder=one.text("ram:ApplicableTradeSettlementFinancialCard/ram:CardholderName"),
        debited_account=one.text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID"),
    )


def _preceding(one: Node) -> PrecedingInvoice:
    number = one.needed("ram:IssuerAssignedID", "BT-25, the number of the invoice corrected")
    return PrecedingInvoice(number, day_of(one.one("ram:FormattedIssueDateTime")))
