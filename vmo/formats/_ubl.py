"""UBL 2.1, Invoice and CreditNote, read into the noun of EN 16931: where each business term stands in that syntax."""

import re
from dataclasses import replace
from decimal import Decimal

from vmo.formats._xml import Node
from vmo.records import (
    Address,
    AllowanceCharge,
    Attachment,
    Contact,
    EInvoice,
    Identifier,
    InvoiceLine,
    PaymentMeans,
    PrecedingInvoice,
    TradeParty,
    VatBreakdown,
    VatCategory,
)

SPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
SUBJECT = re.compile(r"#([A-Z]{3})#(.*)", re.DOTALL)  # BT-21 has no element of its own
NO_ORDER = "NA"  # the schema wants an order beside a sales order
VAT, SEPA = "VAT", "SEPA"
OBJECT, PROJECT, SUPPORTS = "130", "50", "916"


def invoice(root: Node) -> EInvoice:
    """The document; raises RefusedFeedError where it lacks what no invoice may lack."""
    account = root.account
    kind = "CreditNote" if root.element.tag == CREDIT_NOTE else "Invoice"
    account.currency = root.needed("cbc:DocumentCurrencyCode", "BT-5, the currency")
    tax_currency = root.text("cbc:TaxCurrencyCode")
    root.skip("cbc:UBLVersionID")
    issued_on = root.day("cbc:IssueDate")
    totals = root.one("cac:LegalMonetaryTotal")
    if issued_on is None or totals is None:
        lacks = "BT-2, the day of issue" if issued_on is None else "BG-22, the totals"
        raise account.refused(root.line, f"{lacks} is missing")
    seller, creditor = _party(root.one("cac:AccountingSupplierParty/cac:Party"))
    buyer, _ = _party(root.one("cac:AccountingCustomerParty/cac:Party"))
    if seller is None or buyer is None:
        raise account.refused(root.line, f"{'BG-4, the seller' if seller is None else 'BG-7, the buyer'}, is missing")
    payee, payee_creditor = _party(root.one("cac:PayeeParty"))
    tax, accounting, breakdown = _taxes(root, tax_currency)
    documents = root.all("cac:AdditionalDocumentReference")
    typed = {one.skip("cbc:DocumentTypeCode", OBJECT, PROJECT, SUPPORTS): one for one in reversed(documents)}
    apart = [typed[code] for code in (OBJECT, PROJECT) if code in typed]
    order, sales_order = (root.text(f"cac:OrderReference/cbc:{name}") for name in ("ID", "SalesOrderID"))
    # A credit note has its due date at the means of payment.
    due_on = root.day("cbc:DueDate") or root.day("cac:PaymentMeans/cbc:PaymentDueDate")
    for means in root.all("cac:PaymentMeans"):
        means.skip("cbc:PaymentDueDate", str(due_on))
    return EInvoice(
        number=root.needed("cbc:ID", "BT-1, the number"),
        issued_on=issued_on,
        type_code=root.needed(f"cbc:{kind}TypeCode", "BT-3, the type"),
        currency=account.currency,
        seller=seller,
        buyer=buyer,
        lines=tuple(_line(one, kind) for one in root.all(f"cac:{kind}Line")),
        breakdown=breakdown,
        line_total=_needed_amount(totals, "LineExtensionAmount", "BT-106"),
        net=_needed_amount(totals, "TaxExclusiveAmount", "BT-109"),
        gross=_needed_amount(totals, "TaxInclusiveAmount", "BT-112"),
        due=_needed_amount(totals, "PayableAmount", "BT-115"),
        adjustments=tuple(_adjustment(one) for one in root.all("cac:AllowanceCharge")),
        allowances=totals.amount("cbc:AllowanceTotalAmount"),
        charges=totals.amount("cbc:ChargeTotalAmount"),
        tax=tax,
        tax_accounting=accounting,
        prepaid=totals.amount("cbc:PrepaidAmount"),
        rounding=totals.amount("cbc:PayableRoundingAmount"),
        tax_currency=tax_currency,
        tax_point=root.day("cbc:TaxPointDate"),
        tax_point_code=root.text("cac:InvoicePeriod/cbc:DescriptionCode"),
        due_on=due_on,
        payment_terms=root.text("cac:PaymentTerms/cbc:Note"),
        payment=tuple(_payment(one) for one in root.all("cac:PaymentMeans")),
        creditor_id=creditor or payee_creditor,
        payee=payee,
        tax_representative=_party(root.one("cac:TaxRepresentativeParty"))[0],
        buyer_reference=root.text("cbc:BuyerReference"),
        project=root.text("cac:ProjectReference/cbc:ID") or (typed[PROJECT].text("cbc:ID") if PROJECT in typed else ""),
        contract=root.text("cac:ContractDocumentReference/cbc:ID"),
        order="" if sales_order and order == NO_ORDER else order,
        sales_order=sales_order,
        receipt=root.text("cac:ReceiptDocumentReference/cbc:ID"),
        despatch=root.text("cac:DespatchDocumentReference/cbc:ID"),
        tender=root.text("cac:OriginatorDocumentReference/cbc:ID"),
        object_id=_identifier(typed[OBJECT].one("cbc:ID")) if OBJECT in typed else None,
        buyer_accounting=root.text("cbc:AccountingCost"),
        notes=tuple(_note(one.own()) for one in root.all("cbc:Note")),
        process=root.text("cbc:ProfileID"),
        specification=root.text("cbc:CustomizationID"),
        preceding=tuple(_preceding(one) for one in root.all("cac:BillingReference/*")),
        deliver_to=_delivered_to(root.one("cac:Delivery")),
        delivered_on=root.day("cac:Delivery/cbc:ActualDeliveryDate"),
        first=root.day("cac:InvoicePeriod/cbc:StartDate"),
        last=root.day("cac:InvoicePeriod/cbc:EndDate"),
        attachments=tuple(_attachment(one) for one in documents if one not in apart),
    )


def _needed_amount(of: Node, name: str, term: str) -> Decimal:
    found = of.amount(f"cbc:{name}")
    if found is None:
        raise of.account.refused(of.line, f"{term} is missing", expected=f"an element cbc:{name}")
    return found


def _taxes(root: Node, tax_currency: str) -> tuple[Decimal | None, Decimal | None, tuple[VatBreakdown, ...]]:
    """BT-110, BT-111 and the breakdown. A total in the accounting currency names that currency."""
    tax, accounting = None, None
    parts: list[VatBreakdown] = []
    for one in root.all("cac:TaxTotal"):
        found = one.one("cbc:TaxAmount")
        told = found.attribute("currencyID") if found else ""
        if found and told == tax_currency and told != root.account.currency:
            accounting = found.money(tax_currency)
        elif found and tax is None:
            tax = found.money()
        parts += [_part(subtotal) for subtotal in one.all("cac:TaxSubtotal")]
    return tax, accounting, tuple(parts)


def _part(one: Node) -> VatBreakdown:
    return VatBreakdown(
        base=_needed_amount(one, "TaxableAmount", "BT-116, the base of a tax,"),
        tax=_needed_amount(one, "TaxAmount", "BT-117, the tax,"),
        vat=_category(one.one("cac:TaxCategory"), one),
        reason=one.text("cac:TaxCategory/cbc:TaxExemptionReason"),
        reason_code=one.text("cac:TaxCategory/cbc:TaxExemptionReasonCode"),
    )


def _category(one: Node | None, of: Node) -> VatCategory:
    if one is None:
        raise of.account.refused(of.line, "the VAT category is missing", expected="a category of UNCL 5305, as S or AE")
    one.skip("cac:TaxScheme/cbc:ID", VAT)
    return VatCategory(one.needed("cbc:ID", "the VAT category"), one.number("cbc:Percent"))


def _adjustment(one: Node) -> AllowanceCharge:
    category = one.one("cac:TaxCategory")
    return AllowanceCharge(
        charge=one.flag("cbc:ChargeIndicator"),
        amount=_needed_amount(one, "Amount", "the amount of an allowance or charge"),
        base=one.amount("cbc:BaseAmount"),
        percent=one.number("cbc:MultiplierFactorNumeric"),
        vat=_category(category, one) if category else None,
        reason=one.text("cbc:AllowanceChargeReason"),
        reason_code=one.text("cbc:AllowanceChargeReasonCode"),
    )


def _line(one: Node, kind: str) -> InvoiceLine:
    quantity = one.one(f"cbc:{'Credited' if kind == 'CreditNote' else 'Invoiced'}Quantity")
    net, item, price = one.amount("cbc:LineExtensionAmount"), one.one("cac:Item"), one.one("cac:Price")
    charged = price.amount("cbc:PriceAmount") if price else None
    if quantity is None or net is None or item is None or price is None or charged is None:
        lacks = next(
            term
            for term, found in (("BT-129", quantity), ("BT-131", net), ("BG-31", item), ("BT-146", charged))
            if found is None
        )
        raise one.account.refused(
            one.line, f"a line without {lacks}", expected="quantity, amount, item and price on each line"
        )
    base, discount = price.one("cbc:BaseQuantity"), price.one("cac:AllowanceCharge")
    if discount:
        discount.skip("cbc:ChargeIndicator", "false", "0")
    return InvoiceLine(
        id=one.needed("cbc:ID", "BT-126, the line's id"),
        quantity=quantity.value(),
        unit_code=quantity.attribute("unitCode"),
        net_amount=net,
        name=item.needed("cbc:Name", "BT-153, the item's name"),
        net_price=charged,
        vat=_category(item.one("cac:ClassifiedTaxCategory"), item),
        note="\n".join(note.own() for note in one.all("cbc:Note")),
        description=item.text("cbc:Description"),
        object_id=_object(one.one("cac:DocumentReference")),
        order_line=one.text("cac:OrderLineReference/cbc:LineID"),
        buyer_accounting=one.text("cbc:AccountingCost"),
        first=one.day("cac:InvoicePeriod/cbc:StartDate"),
        last=one.day("cac:InvoicePeriod/cbc:EndDate"),
        adjustments=tuple(_adjustment(part) for part in one.all("cac:AllowanceCharge")),
        gross_price=discount.amount("cbc:BaseAmount") if discount else None,
        price_discount=discount.amount("cbc:Amount") if discount else None,
        price_quantity=base.value() if base else None,
        price_unit_code=base.attribute("unitCode") if base else "",
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_item=item.text("cac:BuyersItemIdentification/cbc:ID"),
        standard_item=_identifier(item.one("cac:StandardItemIdentification/cbc:ID")),
        classes=tuple(_class(part) for part in item.all("cac:CommodityClassification/cbc:ItemClassificationCode")),
        origin=item.text("cac:OriginCountry/cbc:IdentificationCode"),
        attributes=tuple(
            (part.text("cbc:Name"), part.text("cbc:Value")) for part in item.all("cac:AdditionalItemProperty")
        ),
    )


def _object(one: Node | None) -> Identifier | None:
    if one is None:
        return None
    one.skip("cbc:DocumentTypeCode", OBJECT)
    return _identifier(one.one("cbc:ID"))


def _identifier(one: Node | None) -> Identifier | None:
    return None if one is None else Identifier(one.own(), one.attribute("schemeID"))


def _class(one: Node) -> Identifier:
    return Identifier(one.own(), one.attribute("listID"), one.attribute("listVersionID"))


def _party(one: Node | None) -> tuple[TradeParty | None, str]:
    """The party, and the id of it that is a creditor's (BT-90)."""
    if one is None:
        return None, ""
    ids = [found for part in one.all("cac:PartyIdentification/cbc:ID") if (found := _identifier(part))]
    creditor = next((found.value for found in ids if found.scheme == SEPA), "")
    registered, trading = one.text("cac:PartyLegalEntity/cbc:RegistrationName"), one.text("cac:PartyName/cbc:Name")
    taxes = [
        (scheme.text("cac:TaxScheme/cbc:ID"), scheme.text("cbc:CompanyID")) for scheme in one.all("cac:PartyTaxScheme")
    ]
    contact = one.one("cac:Contact")
    return TradeParty(
        name=registered or trading,
        trading_name=trading if registered else "",
        ids=tuple(found for found in ids if found.scheme != SEPA),
        legal_id=_identifier(one.one("cac:PartyLegalEntity/cbc:CompanyID")),
        vat_id=next((told for scheme, told in taxes if scheme == VAT), ""),
        tax_registration=next((told for scheme, told in taxes if scheme != VAT), ""),
        legal_form=one.text("cac:PartyLegalEntity/cbc:CompanyLegalForm"),
        electronic_address=_identifier(one.one("cbc:EndpointID")),
        address=_address(one.one("cac:PostalAddress")),
        contact=Contact(contact.text("cbc:Name"), contact.text("cbc:Telephone"), contact.text("cbc:ElectronicMail"))
        if contact
        else None,
    ), creditor


def _address(one: Node | None) -> Address | None:
    if one is None:
        return None
    lines = [one.text(path) for path in ("cbc:StreetName", "cbc:AdditionalStreetName", "cac:AddressLine/cbc:Line")]
    while lines and not lines[-1]:
        lines.pop()
    return Address(
        tuple(lines),
        one.text("cbc:CityName"),
        one.text("cbc:PostalZone"),
        one.text("cbc:CountrySubentity"),
        one.text("cac:Country/cbc:IdentificationCode"),
    )


def _delivered_to(one: Node | None) -> TradeParty | None:
    if one is None or not (one.one("cac:DeliveryLocation") or one.one("cac:DeliveryParty")):
        return None
    found = _identifier(one.one("cac:DeliveryLocation/cbc:ID"))
    return replace(
        TradeParty(one.text("cac:DeliveryParty/cac:PartyName/cbc:Name")),
        ids=(found,) if found else (),
        address=_address(one.one("cac:DeliveryLocation/cac:Address")),
    )


def _payment(one: Node) -> PaymentMeans:
    code = one.one("cbc:PaymentMeansCode")
    one.skip("cac:CardAccount/cbc:NetworkID")
    return PaymentMeans(
        code=code.own() if code else "",
        text=code.attribute("name") if code else "",
        remittance=one.text("cbc:PaymentID"),
        account=one.text("cac:PayeeFinancialAccount/cbc:ID"),
        account_name=one.text("cac:PayeeFinancialAccount/cbc:Name"),
        bank=one.text("cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"),
        card_number=one.text("cac:CardAccount/cbc:PrimaryAccountNumberID"),
        card_holder=one.text("cac:CardAccount/cbc:HolderName"),
        mandate=one.text("cac:PaymentMandate/cbc:ID"),
        debited_account=one.text("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
    )


def _preceding(one: Node) -> PrecedingInvoice:
    return PrecedingInvoice(
        one.needed("cbc:ID", "BT-25, the number of the invoice corrected"), one.day("cbc:IssueDate")
    )


def _attachment(one: Node) -> Attachment:
    inside = one.one("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
    return Attachment(
        id=one.text("cbc:ID"),
        description=one.text("cbc:DocumentDescription"),
        location=one.text("cac:Attachment/cac:ExternalReference/cbc:URI"),
        name=inside.attribute("filename") if inside else "",
        mime=inside.attribute("mimeCode") if inside else "",
        content=one.content("cac:Attachment/cbc:EmbeddedDocumentBinaryObject"),
    )


def _note(told: str) -> tuple[str, str]:
    """BT-21 and BT-22.

    >>> _note("#AAI#Paid in advance"), _note("Paid in advance")
    (('AAI', 'Paid in advance'), ('', 'Paid in advance'))
    """
    found = SUBJECT.fullmatch(told)
    return (found[1], found[2]) if found else ("", told)
