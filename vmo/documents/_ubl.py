"""UBL 2.1: an electronic invoice as Invoice or CreditNote, element by element in the order of its schema."""

from base64 import b64encode
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
    VatCategory,
)

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {"cac": f"{UBL}CommonAggregateComponents-2", "cbc": f"{UBL}CommonBasicComponents-2"}
CREDIT_NOTES = ("381", "261")
OBJECT, PROJECT = "130", "50"  # what an additional document is, UNTDID 1001
VAT, OTHER_TAX = "VAT", "TAX"
T = Vocabulary(NAMESPACES)


def ubl(invoice: EInvoice) -> bytes:
    """The bytes of the invoice, or of the credit note."""
    return _Ubl(invoice).document()


class _Ubl:
    def __init__(self, invoice: EInvoice) -> None:
        self.of = invoice
        self.credits = invoice.type_code in CREDIT_NOTES
        self.root = "CreditNote" if self.credits else "Invoice"

    def document(self) -> bytes:
        of, made = self.of, Vocabulary({"": f"{UBL}{self.root}-2", **NAMESPACES})
        begin = [T("cbc:CustomizationID", of.specification), T("cbc:ProfileID", of.process)]
        begin += [T("cbc:ID", of.number), T("cbc:IssueDate", of.issued_on)]
        kind = T(f"cbc:{self.root}TypeCode", of.type_code)
        notes = [T("cbc:Note", f"#{code}#{text}" if code else text) for code, text in of.notes]
        taxed_on = T("cbc:TaxPointDate", of.tax_point)
        begin += [taxed_on, kind, notes] if self.credits else [T("cbc:DueDate", of.due_on), kind, notes, taxed_on]
        return bytes_of(made(self.root, begin, self._references(), self._parties(), self._money(), self._lines()))

    def _references(self) -> list[Any]:
        of = self.of
        tender = T("cac:OriginatorDocumentReference", T("cbc:ID", of.tender))
        contract = T("cac:ContractDocumentReference", T("cbc:ID", of.contract))
        order = T("cbc:ID", of.order or ("NA" if of.sales_order else "")), T("cbc:SalesOrderID", of.sales_order)
        others = [self._object(of.object_id), *map(self._attached, of.attachments)]
        project = T("cac:ProjectReference", T("cbc:ID", of.project))
        if self.credits and of.project:
            of_kind = T("cbc:ID", of.project), T("cbc:DocumentTypeCode", PROJECT)
            project = T("cac:AdditionalDocumentReference", of_kind)
        return [
            T("cbc:DocumentCurrencyCode", of.currency),
            T("cbc:TaxCurrencyCode", of.tax_currency),
            T("cbc:AccountingCost", of.buyer_accounting),
            T("cbc:BuyerReference", of.buyer_reference),
            T(
                "cac:InvoicePeriod",
                *(T("cbc:StartDate", of.first), T("cbc:EndDate", of.last), T("cbc:DescriptionCode", of.tax_point_code)),
            ),
            T("cac:OrderReference", *order),
            [
                T(
                    "cac:BillingReference",
                    T("cac:InvoiceDocumentReference", T("cbc:ID", one.number), T("cbc:IssueDate", one.issued_on)),
                )
                for one in of.preceding
            ],
            T("cac:DespatchDocumentReference", T("cbc:ID", of.despatch)),
            T("cac:ReceiptDocumentReference", T("cbc:ID", of.receipt)),
            [contract, others, project, tender] if self.credits else [tender, contract, others, project],
        ]

    def _object(self, one: Identifier | None, name: str = "cac:AdditionalDocumentReference") -> Any:
        return one and T(name, self._id("cbc:ID", one), T("cbc:DocumentTypeCode", OBJECT))

    def _attached(self, one: Attachment) -> Any:
        inside = b64encode(one.content).decode() if one.content is not None else ""
        return T(
            "cac:AdditionalDocumentReference",
            T("cbc:ID", one.id),
            T("cbc:DocumentDescription", one.description),
            T(
                "cac:Attachment",
                T("cbc:EmbeddedDocumentBinaryObject", inside, mimeCode=one.mime, filename=one.name),
                T("cac:ExternalReference", T("cbc:URI", one.location)),
            ),
        )

    def _parties(self) -> list[Any]:
        of = self.of
        creditor = Identifier(of.creditor_id, "SEPA") if of.creditor_id else None
        payee = of.payee and T("cac:PayeeParty", self._payee(of.payee, creditor))
        agent = of.tax_representative
        seller = self._party(of.seller, None if of.payee else creditor)
        place = of.deliver_to
        return [
            T("cac:AccountingSupplierParty", T("cac:Party", seller)),
            T("cac:AccountingCustomerParty", T("cac:Party", self._party(of.buyer))),
            payee,
            agent
            and T(
                "cac:TaxRepresentativeParty",
                T("cac:PartyName", T("cbc:Name", agent.name)),
                self._address("cac:PostalAddress", agent.address),
                self._registered(agent.vat_id, VAT),
            ),
            T(
                "cac:Delivery",
                T("cbc:ActualDeliveryDate", of.delivered_on),
                place
                and T(
                    "cac:DeliveryLocation",
                    [self._id("cbc:ID", one) for one in place.ids],
                    self._address("cac:Address", place.address),
                ),
                place and T("cac:DeliveryParty", T("cac:PartyName", T("cbc:Name", place.name))),
            ),
        ]

    def _party(self, one: TradeParty, creditor: Identifier | None = None) -> list[Any]:
        """BG-4 or BG-7."""
        contact = one.contact
        return [
            self._id("cbc:EndpointID", one.electronic_address),
            [T("cac:PartyIdentification", self._id("cbc:ID", own)) for own in (*one.ids, creditor) if own],
            T("cac:PartyName", T("cbc:Name", one.trading_name)),
            self._address("cac:PostalAddress", one.address),
            self._registered(one.vat_id, VAT),
            self._registered(one.tax_registration, OTHER_TAX),
            T(
                "cac:PartyLegalEntity",
                T("cbc:RegistrationName", one.name),
                self._id("cbc:CompanyID", one.legal_id),
                T("cbc:CompanyLegalForm", one.legal_form),
            ),
            contact
            and T(
                "cac:Contact",
                T("cbc:Name", contact.name),
                T("cbc:Telephone", contact.telephone),
                T("cbc:ElectronicMail", contact.email),
            ),
        ]

    def _payee(self, one: TradeParty, creditor: Identifier | None) -> list[Any]:
        return [
            [T("cac:PartyIdentification", self._id("cbc:ID", own)) for own in (*one.ids, creditor) if own],
            T("cac:PartyName", T("cbc:Name", one.name)),
            T("cac:PartyLegalEntity", self._id("cbc:CompanyID", one.legal_id)),
        ]

    def _id(self, name: str, one: Identifier | None) -> Any:
        return one and T(name, one.value, schemeID=one.scheme)

    def _address(self, name: str, one: Address | None) -> Any:
        if one is None:
            return None
        street, more, *rest = (*one.lines, "", "")
        return T(
            name,
            T("cbc:StreetName", street),
            T("cbc:AdditionalStreetName", more),
            T("cbc:CityName", one.city),
            T("cbc:PostalZone", one.post_code),
            T("cbc:CountrySubentity", one.subdivision),
            T("cac:AddressLine", T("cbc:Line", ", ".join(line for line in rest if line))),
            T("cac:Country", T("cbc:IdentificationCode", one.country)),
        )

    def _registered(self, number: str, scheme: str) -> Any:
        return number and T("cac:PartyTaxScheme", T("cbc:CompanyID", number), T("cac:TaxScheme", T("cbc:ID", scheme)))

    def _money(self) -> list[Any]:
        of = self.of
        totals = (
            ("LineExtensionAmount", of.line_total),
            ("TaxExclusiveAmount", of.net),
            ("TaxInclusiveAmount", of.gross),
            ("AllowanceTotalAmount", of.allowances),
            ("ChargeTotalAmount", of.charges),
            ("PrepaidAmount", of.prepaid),
            ("PayableRoundingAmount", of.rounding),
            ("PayableAmount", of.due),
        )
        return [
            [self._paid(one) for one in of.payment],
            T("cac:PaymentTerms", T("cbc:Note", of.payment_terms)),
            [self._adjusted(one) for one in of.adjustments],
            T("cac:TaxTotal", self._amount("TaxAmount", of.tax), [self._subtotal(one) for one in of.breakdown]),
            T("cac:TaxTotal", T("cbc:TaxAmount", of.tax_accounting, currencyID=of.tax_currency)),
            T("cac:LegalMonetaryTotal", [self._amount(name, amount) for name, amount in totals]),
        ]

    def _amount(self, name: str, amount: Decimal | None) -> Any:
        return T(f"cbc:{name}", amount, currencyID=self.of.currency)

    def _paid(self, one: PaymentMeans) -> Any:
        return T(
            "cac:PaymentMeans",
            T("cbc:PaymentMeansCode", one.code, name=one.text),
            T("cbc:PaymentDueDate", self.of.due_on) if self.credits else None,
            T("cbc:PaymentID", one.remittance),
            one.card_number
            and T(
                "cac:CardAccount",
                T("cbc:PrimaryAccountNumberID", one.card_number),
                T("cbc:NetworkID", "NA"),
                T("cbc:HolderName", one.card_holder),
            ),
            T(
                "cac:PayeeFinancialAccount",
                T("cbc:ID", one.account),
                T("cbc:Name", one.account_name),
                T("cac:FinancialInstitutionBranch", T("cbc:ID", one.bank)),
            ),
            T(
                "cac:PaymentMandate",
                T("cbc:ID", one.mandate),
                T("cac:PayerFinancialAccount", T("cbc:ID", one.debited_account)),
            ),
        )

    def _adjusted(self, one: AllowanceCharge) -> Any:
        return T(
            "cac:AllowanceCharge",
            T("cbc:ChargeIndicator", "true" if one.charge else "false"),
            T("cbc:AllowanceChargeReasonCode", one.reason_code),
            T("cbc:AllowanceChargeReason", one.reason),
            T("cbc:MultiplierFactorNumeric", one.percent),
            self._amount("Amount", one.amount),
            self._amount("BaseAmount", one.base),
            one.vat and self._category("cac:TaxCategory", one.vat),
        )

    def _category(self, name: str, one: VatCategory, reason: str = "", code: str = "") -> Any:
        return T(
            name,
            T("cbc:ID", one.code),
            T("cbc:Percent", one.rate),
            T("cbc:TaxExemptionReasonCode", code),
            T("cbc:TaxExemptionReason", reason),
            T("cac:TaxScheme", T("cbc:ID", VAT)),
        )

    def _subtotal(self, one: VatBreakdown) -> Any:
        return T(
            "cac:TaxSubtotal",
            self._amount("TaxableAmount", one.base),
            self._amount("TaxAmount", one.tax),
            self._category("cac:TaxCategory", one.vat, one.reason, one.reason_code),
        )

    def _lines(self) -> list[Any]:
        quantity = "cbc:CreditedQuantity" if self.credits else "cbc:InvoicedQuantity"
        return [
            T(
                f"cac:{self.root}Line",
                T("cbc:ID", one.id),
                T("cbc:Note", one.note),
                T(quantity, one.quantity, unitCode=one.unit_code),
                self._amount("LineExtensionAmount", one.net_amount),
                T("cbc:AccountingCost", one.buyer_accounting),
                T("cac:InvoicePeriod", T("cbc:StartDate", one.first), T("cbc:EndDate", one.last)),
                T("cac:OrderLineReference", T("cbc:LineID", one.order_line)),
                self._object(one.object_id, "cac:DocumentReference"),
                [self._adjusted(own) for own in one.adjustments],
                self._item(one),
                self._price(one),
            )
            for one in self.of.lines
        ]

    def _item(self, one: InvoiceLine) -> Any:
        return T(
            "cac:Item",
            T("cbc:Description", one.description),
            T("cbc:Name", one.name),
            T("cac:BuyersItemIdentification", T("cbc:ID", one.buyer_item)),
            T("cac:SellersItemIdentification", T("cbc:ID", one.seller_item)),
            T("cac:StandardItemIdentification", self._id("cbc:ID", one.standard_item)),
            T("cac:OriginCountry", T("cbc:IdentificationCode", one.origin)),
            [
                T(
                    "cac:CommodityClassification",
                    T("cbc:ItemClassificationCode", own.value, listID=own.scheme, listVersionID=own.version),
                )
                for own in one.classes
            ],
            self._category("cac:ClassifiedTaxCategory", one.vat),
            [
                T("cac:AdditionalItemProperty", T("cbc:Name", name), T("cbc:Value", value))
                for name, value in one.attributes
            ],
        )

    def _price(self, one: InvoiceLine) -> Any:
        unit = one.price_unit_code or one.unit_code
        discount = (
            None
            if one.gross_price is None
            else T(
                "cac:AllowanceCharge",
                T("cbc:ChargeIndicator", "false"),
                self._amount("Amount", one.price_discount or Decimal(0)),
                self._amount("BaseAmount", one.gross_price),
            )
        )
        return T(
            "cac:Price",
            self._amount("PriceAmount", one.net_price),
            T("cbc:BaseQuantity", one.price_quantity, unitCode=unit),
            discount,
        )
