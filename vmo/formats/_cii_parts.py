"""Parts that recur in a CII document: parties, days, amounts, tax categories, allowances, attachments."""

import re
from datetime import date
from decimal import Decimal

from vmo.formats._xml import Node
from vmo.records import Address, AllowanceCharge, Attachment, Contact, Identifier, TradeParty, VatCategory

DAY = re.compile(r"(\d{8})")
ISO_DAY = "102"
VAT_ID, TAX_NUMBER = "VA", "FC"


def part_of(of: Node, path: str) -> Node:
    found = of.one(path)
    if found is None:
        raise of.account.refused(of.line, f"{path.partition(':')[2]} is missing", expected=f"an element {path}")
    return found


def text_of(one: Node | None, path: str) -> str:
    return one.text(path) if one else ""


def needed_amount(of: Node, path: str, term: str) -> Decimal:
    found = of.amount(path)
    if found is None:
        raise of.account.refused(of.line, f"{term} is missing", expected=f"an element {path}")
    return found


def day_of(of: Node | None) -> date | None:
    """A day in the form 102, 20261031; the element stands in one of two name spaces."""
    found = next(
        (
            one
            for kind in ("udt:DateTimeString", "qdt:DateTimeString", "udt:DateString")
            if of and (one := of.one(kind))
        ),
        None,
    )
    if found is None:
        return None
    told, form = found.own(), found.attribute("format")
    return found.dated(told, DAY.fullmatch(told) if form in ("", ISO_DAY) else None, "YYYYMMDD, in format 102")


def not_yet_read(of: Node, path: str) -> str:
    """What stands at a path, not yet read."""
    found = of.one(path)
    return (found.element.text or "").strip() if found else ""


def category(one: Node | None, of: Node) -> VatCategory:
    if one is None:
        raise of.account.refused(of.line, "the VAT category is missing", expected="a category of UNCL 5305, as S or AE")
    one.skip("ram:TypeCode", "VAT")
    return VatCategory(one.needed("ram:CategoryCode", "the VAT category"), one.number("ram:RateApplicablePercent"))


def adjustment(one: Node) -> AllowanceCharge:
    taxed = one.one("ram:CategoryTradeTax")
    return AllowanceCharge(
        charge=one.flag("ram:ChargeIndicator/udt:Indicator"),
        amount=needed_amount(one, "ram:ActualAmount", "the amount of an allowance or charge"),
        base=one.amount("ram:BasisAmount"),
        percent=one.number("ram:CalculationPercent"),
        vat=category(taxed, one) if taxed else None,
        reason=one.text("ram:Reason"),
        reason_code=one.text("ram:ReasonCode"),
    )


def object_of(one: Node | None) -> Identifier | None:
    return Identifier(one.text("ram:IssuerAssignedID"), one.text("ram:ReferenceTypeCode")) if one else None


def identifier(one: Node | None) -> Identifier | None:
    return None if one is None else Identifier(one.own(), one.attribute("schemeID"))


def maybe_party(one: Node | None) -> TradeParty | None:
    return party(one) if one else None


def party(one: Node) -> TradeParty:
    contact = one.one("ram:DefinedTradeContact")
    taxes = {part.attribute("schemeID"): part.own() for part in one.all("ram:SpecifiedTaxRegistration/ram:ID")}
    return TradeParty(
        name=one.text("ram:Name"),
        trading_name=one.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        ids=tuple(found for part in (*one.all("ram:ID"), *one.all("ram:GlobalID")) if (found := identifier(part))),
        legal_id=identifier(one.one("ram:SpecifiedLegalOrganization/ram:ID")),
        vat_id=taxes.get(VAT_ID, ""),
        tax_registration=taxes.get(TAX_NUMBER, ""),
        legal_form=one.text("ram:Description"),
        electronic_address=identifier(one.one("ram:URIUniversalCommunication/ram:URIID")),
        address=_address(one.one("ram:PostalTradeAddress")),
        contact=Contact(
            contact.text("ram:PersonName") or contact.text("ram:DepartmentName"),
            contact.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
            contact.text("ram:EmailURIUniversalCommunication/ram:URIID"),
        )
        if contact
        else None,
    )


def _address(one: Node | None) -> Address | None:
    if one is None:
        return None
    lines = [one.text(f"ram:Line{place}") for place in ("One", "Two", "Three")]
    while lines and not lines[-1]:
        lines.pop()
    return Address(
        tuple(lines),
        one.text("ram:CityName"),
        one.text("ram:PostcodeCode"),
        one.text("ram:CountrySubDivisionName"),
        one.text("ram:CountryID"),
    )


def attachment(one: Node) -> Attachment:
    inside = one.one("ram:AttachmentBinaryObject")
    return Attachment(
        id=one.text("ram:IssuerAssignedID"),
        description=one.text("ram:Name"),
        location=one.text("ram:URIID"),
        name=inside.attribute("filename") if inside else "",
        mime=inside.attribute("mimeCode") if inside else "",
        content=one.content("ram:AttachmentBinaryObject"),
    )
