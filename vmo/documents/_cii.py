"""UN/CEFACT Cross Industry Invoice D22B: an electronic invoice element by element in the order of its schema.

The same bytes are the XML inside a Factur-X PDF.
"""

from base64 import b64encode
from datetime import date
from decimal import Decimal
from typing import Any

from vmo.documents._xml import Vocabulary, bytes_of
from vmo.records import (
    Address,
    AllowanceCharge,
    Attachment,
    EInvoice,
    Identifier,
    InvoiceLine,
    PaymentMeans,
    TradeParty,
    VatBreakdown,
)

STANDARD = "urn:un:unece:uncefact:data:standard:"
T = Vocabulary(
    {
        "rsm": f"{STANDARD}CrossIndustryInvoice:100",
        "ram": f"{STANDARD}ReusableAggregateBusinessInformationEntity:100",
        "udt": f"{STANDARD}UnqualifiedDataType:100",
        "qdt": f"{STANDARD}QualifiedDataType:100",
    }
)
TENDER, OBJECT, SUPPORT = "50", "130", "916"  # what a referenced document is, UNTDID 1001
VAT, VAT_ID, TAX_ID = "VAT", "VA", "FC"
TAX_POINTS = {"3": "5", "35": "29", "432": "72"}  # UNTDID 2005 → 2475
IBAN_LENGTH = range(15, 35)


def cii(invoice: EInvoice) -> bytes:
    """The bytes of the invoice or credit note; its type code alone tells which."""
    of = invoice
    return bytes_of(
        T(
            "rsm:CrossIndustryInvoice",
            T(
                "rsm:ExchangedDocumentContext",
                T("ram:BusinessProcessSpecifiedDocumentContextParameter", T("ram:ID", of.process)),
                T("ram:GuidelineSpecifiedDocumentContextParameter", T("ram:ID", of.specification)),
            ),
            T(
                "rsm:ExchangedDocument",
                T("ram:ID", of.number),
                T("ram:TypeCode", of.type_code),
                _on("ram:IssueDateTime", of.issued_on),
                [T("ram:IncludedNote", T("ram:Content", text), T("ram:SubjectCode", code)) for code, text in of.notes],
            ),
            T(
                "rsm:SupplyChainTradeTransaction",
                [_line(one) for one in of.lines],
                _agreement(of),
                _delivery(of),
                T(
                    "ram:ApplicableHeaderTradeSettlement",
                    _paid_to(of),
                    [_breakdown(of, one) for one in of.breakdown],
                    _period(of.first, of.last),
                    [_adjusted(one) for one in of.adjustments],
                    T(
                        "ram:SpecifiedTradePaymentTerms",
                        T("ram:Description", of.payment_terms),
                        _on("ram:DueDateDateTime", of.due_on),
                        T("ram:DirectDebitMandateID", next((one.mandate for one in of.payment if one.mandate), "")),
                    ),
                    _totals(of),
                    [
                        T(
                            "ram:InvoiceReferencedDocument",
                            T("ram:IssuerAssignedID", one.number),
                            _on("ram:FormattedIssueDateTime", one.issued_on, "qdt"),
                        )
                        for one in of.preceding
                    ],
                    T("ram:ReceivableSpecifiedTradeAccountingAccount", T("ram:ID", of.buyer_accounting)),
                ),
            ),
        )
    )


def _on(name: str, day: date | None, prefix: str = "udt") -> Any:
    return day and T(name, T(f"{prefix}:DateTimeString", f"{day:%Y%m%d}", format="102"))


def _period(first: date | None, last: date | None) -> Any:
    return T("ram:BillingSpecifiedPeriod", _on("ram:StartDateTime", first), _on("ram:EndDateTime", last))


def _named(name: str, number: str) -> Any:
    return T(name, T("ram:IssuerAssignedID", number))


def _agreement(of: EInvoice) -> Any:
    return T(
        "ram:ApplicableHeaderTradeAgreement",
        T("ram:BuyerReference", of.buyer_reference),
        T("ram:SellerTradeParty", _party(of.seller)),
        T("ram:BuyerTradeParty", _party(of.buyer)),
        of.tax_representative and T("ram:SellerTaxRepresentativeTradeParty", _party(of.tax_representative)),
        _named("ram:SellerOrderReferencedDocument", of.sales_order),
        _named("ram:BuyerOrderReferencedDocument", of.order),
        _named("ram:ContractReferencedDocument", of.contract),
        [_attached(one) for one in of.attachments],
        of.tender
        and T(
            "ram:AdditionalReferencedDocument",
            *(T("ram:IssuerAssignedID", of.tender), T("ram:TypeCode", TENDER)),
        ),
        _object(of.object_id),
        of.project and T("ram:SpecifiedProcuringProject", T("ram:ID", of.project), T("ram:Name", of.project)),
    )


def _attached(one: Attachment) -> Any:
    inside = b64encode(one.content).decode() if one.content is not None else ""
    return T(
        "ram:AdditionalReferencedDocument",
        T("ram:IssuerAssignedID", one.id),
        T("ram:URIID", one.location),
        T("ram:TypeCode", SUPPORT),
        T("ram:Name", one.description),
        T("ram:AttachmentBinaryObject", inside, mimeCode=one.mime, filename=one.name),
    )


def _object(one: Identifier | None) -> Any:
    return one and T(
        "ram:AdditionalReferencedDocument",
        T("ram:IssuerAssignedID", one.value),
        T("ram:TypeCode", OBJECT),
        T("ram:ReferenceTypeCode", one.scheme),
    )


def _party(one: TradeParty) -> list[Any]:
    contact = one.contact
    return [
        [T("ram:ID", own.value) for own in one.ids if not own.scheme],
        [T("ram:GlobalID", own.value, schemeID=own.scheme) for own in one.ids if own.scheme],
        T("ram:Name", one.name),
        T("ram:Description", one.legal_form),
        T(
            "ram:SpecifiedLegalOrganization",
            _id("ram:ID", one.legal_id),
            T("ram:TradingBusinessName", one.trading_name),
        ),
        contact
        and T(
            "ram:DefinedTradeContact",
            T("ram:PersonName", contact.name),
            T("ram:TelephoneUniversalCommunication", T("ram:CompleteNumber", contact.telephone)),
            T("ram:EmailURIUniversalCommunication", T("ram:URIID", contact.email)),
        ),
        _address(one.address),
        T("ram:URIUniversalCommunication", _id("ram:URIID", one.electronic_address)),
        T("ram:SpecifiedTaxRegistration", T("ram:ID", one.vat_id, schemeID=VAT_ID)),
        T("ram:SpecifiedTaxRegistration", T("ram:ID", one.tax_registration, schemeID=TAX_ID)),
    ]


def _id(name: str, one: Identifier | None) -> Any:
    return one and T(name, one.value, schemeID=one.scheme)


def _address(one: Address | None) -> Any:
    if one is None:
        return None
    first, second, *rest = (*one.lines, "", "")
    return T(
        "ram:PostalTradeAddress",
        T("ram:PostcodeCode", one.post_code),
        T("ram:LineOne", first),
        T("ram:LineTwo", second),
        T("ram:LineThree", ", ".join(line for line in rest if line)),
        T("ram:CityName", one.city),
        T("ram:CountryID", one.country),
        T("ram:CountrySubDivisionName", one.subdivision),
    )


def _delivery(of: EInvoice) -> Any:
    inside = [
        of.deliver_to and T("ram:ShipToTradeParty", _party(of.deliver_to)),
        of.delivered_on and T("ram:ActualDeliverySupplyChainEvent", _on("ram:OccurrenceDateTime", of.delivered_on)),
        _named("ram:DespatchAdviceReferencedDocument", of.despatch),
        _named("ram:ReceivingAdviceReferencedDocument", of.receipt),
    ]
    found = T("ram:ApplicableHeaderTradeDelivery", inside)
    return T.empty("ram:ApplicableHeaderTradeDelivery") if found is None else found  # the schema wants it


def _paid_to(of: EInvoice) -> list[Any]:
    return [
        T("ram:CreditorReferenceID", of.creditor_id),
        T("ram:PaymentReference", next((one.remittance for one in of.payment if one.remittance), "")),
        T("ram:TaxCurrencyCode", of.tax_currency),
        T("ram:InvoiceCurrencyCode", of.currency),
        of.payee and T("ram:PayeeTradeParty", _party(of.payee)),
        [_means(one) for one in of.payment],
    ]


def _means(one: PaymentMeans) -> Any:
    account = "ram:IBANID" if _is_iban(one.account) else "ram:ProprietaryID"
    number, name = T(account, one.account), T("ram:AccountName", one.account_name)
    return T(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        T("ram:TypeCode", one.code),
        T("ram:Information", one.text),
        one.card_number
        and T(
            "ram:ApplicableTradeSettlementFinancialCard",
            T("ram:ID", one.card_number),
            T("ram:CardholderName", one.card_holder),
        ),
        T("ram:PayerPartyDebtorFinancialAccount", T("ram:IBANID", one.debited_account)),
        T(
            "ram:PayeePartyCreditorFinancialAccount",
            *((number, name) if account == "ram:IBANID" else (name, number)),
        ),
        T("ram:PayeeSpecifiedCreditorFinancialInstitution", T("ram:BICID", one.bank)),
    )


def _is_iban(account: str) -> bool:
    return account[:2].isalpha() and account[2:4].isdigit() and account.isalnum() and len(account) in IBAN_LENGTH


def _breakdown(of: EInvoice, one: VatBreakdown) -> Any:
    return T(
        "ram:ApplicableTradeTax",
        T("ram:CalculatedAmount", one.tax),
        T("ram:TypeCode", VAT),
        T("ram:ExemptionReason", one.reason),
        T("ram:BasisAmount", one.base),
        T("ram:CategoryCode", one.vat.code),
        T("ram:ExemptionReasonCode", one.reason_code),
        of.tax_point and T("ram:TaxPointDate", T("udt:DateString", f"{of.tax_point:%Y%m%d}", format="102")),
        T("ram:DueDateTypeCode", TAX_POINTS.get(of.tax_point_code, of.tax_point_code)),
        T("ram:RateApplicablePercent", one.vat.rate),
    )


def _adjusted(one: AllowanceCharge) -> Any:
    return T(
        "ram:SpecifiedTradeAllowanceCharge",
        T("ram:ChargeIndicator", T("udt:Indicator", "true" if one.charge else "false")),
        T("ram:CalculationPercent", one.percent),
        T("ram:BasisAmount", one.base),
        T("ram:ActualAmount", one.amount),
        T("ram:ReasonCode", one.reason_code),
        T("ram:Reason", one.reason),
        one.vat
        and T(
            "ram:CategoryTradeTax",
            T("ram:TypeCode", VAT),
            T("ram:CategoryCode", one.vat.code),
            T("ram:RateApplicablePercent", one.vat.rate),
        ),
    )


def _totals(of: EInvoice) -> Any:
    return T(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        T("ram:LineTotalAmount", of.line_total),
        T("ram:ChargeTotalAmount", of.charges),
        T("ram:AllowanceTotalAmount", of.allowances),
        T("ram:TaxBasisTotalAmount", of.net),
        T("ram:TaxTotalAmount", of.tax, currencyID=of.currency),
        T("ram:TaxTotalAmount", of.tax_accounting, currencyID=of.tax_currency),
        T("ram:RoundingAmount", of.rounding),
        T("ram:GrandTotalAmount", of.gross),
        T("ram:TotalPrepaidAmount", of.prepaid),
        T("ram:DuePayableAmount", of.due),
    )


def _line(one: InvoiceLine) -> Any:
    return T(
        "ram:IncludedSupplyChainTradeLineItem",
        T(
            "ram:AssociatedDocumentLineDocument",
            T("ram:LineID", one.id),
            T("ram:IncludedNote", T("ram:Content", one.note)),
        ),
        T(
            "ram:SpecifiedTradeProduct",
            _id("ram:GlobalID", one.standard_item),
            T("ram:SellerAssignedID", one.seller_item),
            T("ram:BuyerAssignedID", one.buyer_item),
            T("ram:Name", one.name),
            T("ram:Description", one.description),
            [
                T("ram:ApplicableProductCharacteristic", T("ram:Description", name), T("ram:Value", value))
                for name, value in one.attributes
            ],
            [
                T(
                    "ram:DesignatedProductClassification",
                    T("ram:ClassCode", own.value, listID=own.scheme, listVersionID=own.version),
                )
                for own in one.classes
            ],
            T("ram:OriginTradeCountry", T("ram:ID", one.origin)),
        ),
        T(
            "ram:SpecifiedLineTradeAgreement",
            T("ram:BuyerOrderReferencedDocument", T("ram:LineID", one.order_line)),
            _gross(one),
            T("ram:NetPriceProductTradePrice", T("ram:ChargeAmount", one.net_price), _per(one)),
        ),
        T("ram:SpecifiedLineTradeDelivery", T("ram:BilledQuantity", one.quantity, unitCode=one.unit_code)),
        T(
            "ram:SpecifiedLineTradeSettlement",
            T(
                "ram:ApplicableTradeTax",
                T("ram:TypeCode", VAT),
                T("ram:CategoryCode", one.vat.code),
                T("ram:RateApplicablePercent", one.vat.rate),
            ),
            _period(one.first, one.last),
            [_adjusted(own) for own in one.adjustments],
            T("ram:SpecifiedTradeSettlementLineMonetarySummation", T("ram:LineTotalAmount", one.net_amount)),
            _object(one.object_id),
            T("ram:ReceivableSpecifiedTradeAccountingAccount", T("ram:ID", one.buyer_accounting)),
        ),
    )


def _per(one: InvoiceLine) -> Any:
    return T("ram:BasisQuantity", one.price_quantity, unitCode=one.price_unit_code or one.unit_code)


def _gross(one: InvoiceLine) -> Any:
    if one.gross_price is None:
        return None
    discount = T(
        "ram:AppliedTradeAllowanceCharge",
        T("ram:ChargeIndicator", T("udt:Indicator", "false")),
        T("ram:ActualAmount", one.price_discount or Decimal(0)),
    )
    return T("ram:GrossPriceProductTradePrice", T("ram:ChargeAmount", one.gross_price), _per(one), discount)
