"""Partner B, the bill for its business customers: one UBL invoice a month, written by a program that has three things wrong.

It bills minutes at the price of a draft that was never signed, gives the credit for the service level and none for abandoned
calls, and leaves the account management out. The amounts are those of the demo's month.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from vmo.simulate.care import ZONE
from vmo.simulate.export import Export
from vmo.simulate.local_day import LocalDay
from vmo.simulate.periods import ends_month

MINUTES, PRICE = "18465.083", "0.95"
CALLS, CREDIT, NET, TAX, GROSS = "17541.83", "1091.27", "16450.56", "3125.61", "19576.17"
PAYMENT_DAYS = 14
VAT = "<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def exports(day: date, seed: int) -> Iterator[Export]:  # noqa: ARG001  nothing here is left to chance
    """The month's bill, on the day after it ends."""
    if ends_month(day):
        number = f"BK-{day:%y%m}-101"
        arrived_at = LocalDay(day, ZONE).morning_after("07:10", 0)
        yield Export(f"boreal/rechnung_{number}.xml", _ubl(number, day).encode(), arrived_at)


def _ubl(number: str, last: date) -> str:
    """The invoice as its program writes it."""
    issued = last + timedelta(1)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>{issued}</cbc:IssueDate>
  <cbc:DueDate>{issued + timedelta(PAYMENT_DAYS)}</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>Geschäftskunden, Abrechnung {last:%m/%Y}</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:InvoicePeriod>
    <cbc:StartDate>{last.replace(day=1)}</cbc:StartDate>
    <cbc:EndDate>{last}</cbc:EndDate>
  </cac:InvoicePeriod>
  <cac:ContractDocumentReference><cbc:ID>b-business</cbc:ID></cac:ContractDocumentReference>
  <cac:AccountingSupplierParty>
    <cac:Party>
{_party("Musterstraße 1", "Dortmund", "DE000000000", "Boreal Kundendienst GmbH")}
    </cac:Party>
  </cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>
    <cac:Party>
{_party("Beispielweg 2", "Hamburg", "DE000000001", "Nordlicht Versand SE")}
    </cac:Party>
  </cac:AccountingCustomerParty>
  <cac:PaymentMeans>
    <cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>
    <cac:PayeeFinancialAccount><cbc:ID>DE00000000000000000000</cbc:ID></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:AllowanceCharge>
    <cbc:ChargeIndicator>false</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode>
    <cbc:AllowanceChargeReason>Gutschrift Servicelevel</cbc:AllowanceChargeReason>
    <cbc:Amount currencyID="EUR">{CREDIT}</cbc:Amount>
    <cac:TaxCategory>{VAT}</cac:TaxCategory>
  </cac:AllowanceCharge>
  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">{TAX}</cbc:TaxAmount>
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">{NET}</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">{TAX}</cbc:TaxAmount>
      <cac:TaxCategory>{VAT}</cac:TaxCategory>
    </cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">{CALLS}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">{NET}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">{GROSS}</cbc:TaxInclusiveAmount>
    <cbc:AllowanceTotalAmount currencyID="EUR">{CREDIT}</cbc:AllowanceTotalAmount>
    <cbc:PayableAmount currencyID="EUR">{GROSS}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine>
    <cbc:ID>1</cbc:ID>
    <cbc:InvoicedQuantity unitCode="MIN">{MINUTES}</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">{CALLS}</cbc:LineExtensionAmount>
    <cac:Item>
      <cbc:Name>Gesprächsminuten Geschäftskunden</cbc:Name>
      <cac:ClassifiedTaxCategory>{VAT}</cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">{PRICE}</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>
</Invoice>
"""


def _party(street: str, city: str, vat_id: str, name: str) -> str:
    return f"""\
      <cac:PostalAddress>
        <cbc:StreetName>{street}</cbc:StreetName>
        <cbc:CityName>{city}</cbc:CityName>
        <cbc:PostalZone>00000</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>
      </cac:PostalAddress>
      <cac:PartyTaxScheme>
        <cbc:CompanyID>{vat_id}</cbc:CompanyID>
        <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
      </cac:PartyTaxScheme>
      <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>"""
