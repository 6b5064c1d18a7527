"""E-invoices written for a test: a UBL invoice of a few lines, and changes of it; a CII of the same. The feeds that read
them, and how a contract about them begins.
"""

FEED = """
  bills:
    kind: billed_lines
    source: "{inbox}/acme/bills/*.xml"
    format: einvoice
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin}
    identity: [number, position, line_id, text]
    columns:
      number: number
      type: type
      period_at: {from: first, format: "%Y-%m-%d"}
      period_end_at: {from: last, format: "%Y-%m-%d"}
      line_from_at: {from: line_first, format: "%Y-%m-%d"}
      line_to_at: {from: line_last, format: "%Y-%m-%d"}
      issued_at: {from: issued, format: "%Y-%m-%d"}
      due_at: {from: due, format: "%Y-%m-%d"}
      currency: currency
      supplier: supplier
      supplier_id: supplier_id
      contract: contract
      corrects: corrects
      position: position
      line_id: line_id
      item: item
      text: text
      quantity: quantity
      unit: unit
      unit_price: unit_price
      price_per: price_per
      amount: amount
      tax_category: tax_category
      tax_rate: tax_rate
      receipt: receipts
      invoice_net: net
      invoice_tax: tax
    unused: ["*"]
"""
REGISTER = """
  register:
    kind: partner_invoices
    source: "{inbox}/acme/bills/*.xml"
    format: einvoice
    options: {sheet: invoices, issue_days: 5}
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin}
    identity: [number]
    columns:
      number: number
      type: type
      period_at: {from: first, format: "%Y-%m-%d"}
      due_issue_at: {from: issue_by, format: "%Y-%m-%d"}
      issued_at: {from: issued, format: "%Y-%m-%d"}
      amount_net: net
      currency: currency
      corrects: corrects
      reason_code:
        from: correction
        cases:
          service_credit: "correction like '%SLA%'"
          error_correction: "correction is not null"
      program: {value: billing}
    unused: ["*"]
"""


def head(contract: str, *programs: str, currency: str = "EUR") -> str:
    """How a contract of the small portfolio's parties begins: what it measures and prices comes after."""
    scope = f", program: [{', '.join(programs)}]" if programs else ""
    return f"""\
contract: {contract}
parties: {{supplier: acme, customer: north}}
currency: {currency}
time_zone: Europe/Berlin
scope: {{partner: [acme]{scope}}}
trigger: {{2026-01-01: {{value: expected, ref: "B 1"}}}}
"""


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>INV-0012</cbc:ID>
  <cbc:IssueDate>2026-11-05</cbc:IssueDate>
  <cbc:DueDate>2026-12-05</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>#AAI#For October</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:InvoicePeriod><cbc:StartDate>2026-10-01</cbc:StartDate><cbc:EndDate>2026-10-31</cbc:EndDate></cac:InvoicePeriod>
  <cac:ContractDocumentReference><cbc:ID>acme-care</cbc:ID></cac:ContractDocumentReference>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PartyTaxScheme>
      <cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
    </cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Acme Contact GmbH</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cac:PartyLegalEntity><cbc:RegistrationName>Northwind SE</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:AllowanceCharge>
    <cbc:ChargeIndicator>false</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReason>SLA credit: service level</cbc:AllowanceChargeReason>
    <cbc:Amount currencyID="EUR">50.00</cbc:Amount>
    <cac:TaxCategory>
      <cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
    </cac:TaxCategory>
  </cac:AllowanceCharge>
  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">161.50</cbc:TaxAmount>
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">850.00</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">161.50</cbc:TaxAmount>
      <cac:TaxCategory>
        <cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
      </cac:TaxCategory>
    </cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">900.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">850.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">1011.50</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">1011.50</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine>
    <cbc:ID>1</cbc:ID>
    <cbc:InvoicedQuantity unitCode="MIN">1000.0</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">900.00</cbc:LineExtensionAmount>
    <cac:AllowanceCharge>
      <cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:AllowanceChargeReason>Rebate</cbc:AllowanceChargeReason>
      <cbc:Amount currencyID="EUR">100.00</cbc:Amount>
    </cac:AllowanceCharge>
    <cac:Item>
      <cbc:Name>Inbound minutes</cbc:Name>
      <cac:SellersItemIdentification><cbc:ID>IN-MIN</cbc:ID></cac:SellersItemIdentification>
      <cac:ClassifiedTaxCategory>
        <cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
      </cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">1.000</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>
</Invoice>
"""


def changed(*pairs: tuple[str, str], text: str = UBL) -> bytes:
    """The invoice with words replaced, each of which must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def credit_note(*pairs: tuple[str, str]) -> bytes:
    """The same document as a UBL credit note."""
    return changed(
        ("Invoice-2", "CreditNote-2"),
        ("<Invoice ", "<CreditNote "),
        ("</Invoice>", "</CreditNote>"),
        ("InvoiceTypeCode>380</cbc:InvoiceTypeCode", "CreditNoteTypeCode>381</cbc:CreditNoteTypeCode"),
        ("  <cbc:DueDate>2026-12-05</cbc:DueDate>\n", ""),
        ("InvoiceLine>", "CreditNoteLine>"),
        ("InvoicedQuantity", "CreditedQuantity"),
        *pairs,
    )
