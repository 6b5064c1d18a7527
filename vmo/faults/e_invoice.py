"""What an electronic invoice would lack: party data, categories, reasons, terms; each fault names its business term of EN 16931.

Only contracts under which a legal invoice is issued are looked at. The official rules judge the invoice itself later; what can be
known from the text is refused here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vmo.billing import rate_of_tax
from vmo.countries import codes
from vmo.money import minor_unit_places
from vmo.records import Party, RefusedError
from vmo.tables import Table
from vmo.terms import ContractText
from vmo.terms.einvoicing import TaxCurrency
from vmo.terms.tax import CategoryRate

PLACES = 2
CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")  # UNCL 5305, as EN 16931 has it
REASONED = ("E", "AE", "K", "G", "O")
TAXING = ("S",)
UNTAXED = ("Z", "E", "AE", "K", "G", "O")
GREEK = "EL"

Fault = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class _Side:
    """A party in its part of the document, with the number of each business term."""

    role: str
    of: Party
    name: str
    country: str
    legal: str
    vat: str
    endpoint: str

    def lacks(self, what: str, key: str, why: str) -> Fault:
        sentence = f"{self.of.id} has no {what}, {why}; add `{key}` of {self.of.id} to parties.yaml"
        return ("parties", self.role), sentence


def faults(told: ContractText, parties: Mapping[str, Party], tables: Mapping[str, Table]) -> Iterator[Fault]:
    """Every fault of a contract under which a legal invoice is issued."""
    if told.issues == "shadow" or not {told.parties.supplier, told.parties.customer} <= parties.keys():
        return
    seller = _Side("supplier", parties[told.parties.supplier], "BT-27", "BT-40", "BT-30", "BT-31", "BT-34")
    buyer = _Side("customer", parties[told.parties.customer], "BT-44", "BT-55", "BT-47", "BT-48", "BT-49")
    if minor_unit_places(told.currency) > PLACES:
        what = f"{told.currency} has {minor_unit_places(told.currency)} decimals, and no amount of EN 16931 has more than 2"
        yield ("currency",), f"{what}; bill in another currency, or let the contract be `issues: shadow`"
    for side in (seller, buyer):
        yield from _named(side)
    if not (seller.of.vat_id or seller.of.legal_id):
        yield seller.lacks("VAT id and no legal id", "vat_id", "BT-31 or BT-30 of the seller (BR-CO-26)")
    if told.invoice.payment_days is None and not told.invoice.payment_terms:
        what = "when it is due is not told, BT-9 or BT-20 (BR-CO-25); add `payment_days` or `payment_terms`"
        yield ("invoice",), what
    yield from _taxes(told, seller, buyer)
    if told.invoice.profile == "peppol":
        yield from _peppol(told, seller, buyer)
    if told.invoice.tax_currency:
        yield from _tax_currency(told.invoice.tax_currency, told.currency, tables)


def _named(side: _Side) -> Iterator[Fault]:
    if not side.of.name.strip():
        yield side.lacks("name", "name", f"{side.name} of the {side.role}")
    if side.of.country not in codes():
        what = (
            f"{side.of.id}: found country {side.of.country!r}, {side.country} of the {side.role} is a code of ISO 3166"
        )
        yield ("parties", side.role), f"{what} (BR-CL-14), as DE, or GB and not UK; mend `country` in parties.yaml"
    if side.of.vat_id and side.of.vat_id[:2] not in codes() | {GREEK}:
        what = f"{side.of.id}: found VAT id {side.of.vat_id!r}, {side.vat} begins with its country (BR-CO-09)"
        yield (
            ("parties", side.role),
            f"{what}, as {side.of.country}…, {GREEK}… of Greece; mend `vat_id` in parties.yaml",
        )


def _tax_currency(other: TaxCurrency, currency: str, tables: Mapping[str, Table]) -> Iterator[Fault]:
    place = ("invoice", "tax_currency")
    if other.currency == currency:
        yield place, f"{other.currency} is the contract's own (BT-6); leave `tax_currency` out"
        return
    try:
        rate_of_tax(other, currency, (None, None), tables)
    except RefusedError as error:
        yield place, str(error)


def _taxes(told: ContractText, seller: _Side, buyer: _Side) -> Iterator[Fault]:
    if told.invoice.tax is None:
        yield ("invoice",), "no tax is told, BT-151 of every line; add `tax` with category and rate"
        return
    for day, entry in told.invoice.tax.root.items():
        place = ("invoice", "tax", str(day), "value")
        found = {"": entry.value, **entry.value.charges}
        for name, one in found.items():
            yield from _category((*place, "charges", name) if name else place, one, list(found.values()))
        names = {one.category for one in found.values()}
        if entry.value.credit_nature == "damages" or told.invoice.late_fee:
            names.add("O")  # of their own document (decision D1)
        yield from _registered(names, seller, buyer)


def _category(place: tuple[str, ...], one: CategoryRate, all_of: list[CategoryRate]) -> Iterator[Fault]:
    if one.category not in CATEGORIES:
        known = ", ".join(CATEGORIES)
        yield (*place, "category"), f"{one.category!r} is not a tax category (BT-151); known: {known}"
        return
    if one.category in UNTAXED and one.rate:
        yield (*place, "rate"), f"found {one.rate}, expected 0 of category {one.category} (BT-152); change one of them"
    if one.category in TAXING and one.rate <= 0:
        yield (
            (*place, "rate"),
            f"found {one.rate}, expected more than 0 of category {one.category}; say Z, E or O (BT-152)",
        )
    reasons = {(other.reason, other.reason_code) for other in all_of if other.category == one.category} - {("", "")}
    if one.category in REASONED and not reasons:
        what = f"category {one.category} without a reason, BT-120 or BT-121 (BR-{_rule(one.category)}-10)"
        yield (*place, "category"), f'{what}; add `reason`, as "Reverse charge", or `reason_code`'
    if len(reasons) > 1:
        what = f"two reasons for category {one.category}, which an invoice tells once (BT-120)"
        yield (*place, "category"), f"{what}; give one"
    if one.category not in REASONED and (one.reason or one.reason_code):
        what = f"category {one.category} takes no reason (BT-120, BR-{_rule(one.category)}-10)"
        yield (*place, "category"), f"{what}; leave it out, or say another category"


def _rule(category: str) -> str:
    """How the rules call a category."""
    return {"K": "IC", "L": "AF", "M": "AG"}.get(category, category)


def _registered(names: set[str], seller: _Side, buyer: _Side) -> Iterator[Fault]:
    taxed, needs = names & set(CATEGORIES) - {"O"}, ", ".join(sorted(names & set(CATEGORIES)))
    if taxed and not (seller.of.vat_id or (seller.of.tax_registration and not taxed & {"K", "G"})):
        yield seller.lacks("VAT id", "vat_id", f"BT-31 of the seller, which category {needs} needs")
    if "O" in names and not seller.of.legal_id:
        yield seller.lacks("legal id", "legal_id", "BT-30 of the seller, whose VAT id may not stand beside O (BR-O-02)")
    if "AE" in names and not (buyer.of.vat_id or buyer.of.legal_id):
        yield buyer.lacks("VAT id and no legal id", "vat_id", "BT-48 or BT-47 of the buyer, under AE (BR-AE-02)")
    if "K" in names and not buyer.of.vat_id:
        yield buyer.lacks("VAT id", "vat_id", "BT-48 of the buyer, under K (BR-IC-02)")


def _peppol(told: ContractText, seller: _Side, buyer: _Side) -> Iterator[Fault]:
    for side in (seller, buyer):
        if side.of.electronic_address is None:
            why = f"{side.endpoint} of the {side.role}, which Peppol asks for"
            yield side.lacks("electronic address", "electronic_address: {scheme: …, id: …}", why)
    if not (told.invoice.buyer_reference or told.invoice.order):
        what = "Peppol asks for a buyer reference or an order, BT-10 or BT-13; add `buyer_reference` or `order`"
        yield ("invoice", "profile"), what
    if told.issues == "self_billed":
        what = "Peppol BIS Billing 3 takes neither 389 nor 261, the type codes of self-billing (BT-3, decision D2)"
        yield ("invoice", "profile"), f"{what}; say `profile: en16931`"
