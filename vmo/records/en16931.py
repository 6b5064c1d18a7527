"""An electronic invoice by its meaning, EN 16931-1: the same nouns for those that we write and those that we read.

Each field names its business term (BT) or group (BG). Amounts are exact and in the document's currency; what a document does not
say is an empty text, an empty tuple or None. The source is domain.md 6.2.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and the scheme that gave it; the scheme may be empty."""

    value: str
    scheme: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """BG-5, BG-8, BG-12, BG-15: the lines of a postal address."""

    lines: tuple[str, ...] = ()
    city: str = ""
    post_code: str = ""
    subdivision: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """BG-6, BG-9."""

    name: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class TradeParty:
    """BG-4 seller, BG-7 buyer, BG-10 payee, BG-11 tax representative, BG-13 place of delivery.

    `ids` BT-29, BT-46; `legal_id` BT-30, BT-47; `vat_id` BT-31, BT-48; `tax_registration` BT-32; `legal_form` BT-33;
    `electronic_address` BT-34, BT-49.
    """

    name: str = ""
    trading_name: str = ""
    ids: tuple[Identifier, ...] = ()
    legal_id: Identifier | None = None
    vat_id: str = ""
    tax_registration: str = ""
    legal_form: str = ""
    electronic_address: Identifier | None = None
    address: Address | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class VatCategory:
    """Category of UNCL 5305 and rate in percent; the rate of `O` is None."""

    code: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """BG-20, BG-21 of a document, BG-27, BG-28 of a line: taken off, or put on where `charge` is true.

    `vat` is None on a line, whose own category it has.
    """

    charge: bool
    amount: Decimal
    base: Decimal | None = None
    percent: Decimal | None = None
    vat: VatCategory | None = None
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class VatBreakdown:
    """BG-23: base BT-116, tax BT-117, category and rate BT-118, BT-119, why nothing is taxed BT-120, BT-121."""

    base: Decimal
    tax: Decimal
    vat: VatCategory
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """BG-25: BT-126 to BT-161. `net_amount` is quantity × `net_price` ÷ `price_quantity`, less and plus its own `adjustments`.

    `gross_price_quantity` is there where a CII document gives its gross price for another quantity than the net price.
    """

    id: str
    quantity: Decimal
    unit_code: str
    net_amount: Decimal
    name: str
    net_price: Decimal
    vat: VatCategory
    note: str = ""
    description: str = ""
    object_id: Identifier | None = None
    order_line: str = ""
    buyer_accounting: str = ""
    first: date | None = None
    last: date | None = None
    adjustments: tuple[AllowanceCharge, ...] = ()
    gross_price: Decimal | None = None
    price_discount: Decimal | None = None
    price_quantity: Decimal | None = None
    price_unit_code: str = ""
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    classes: tuple[Identifier, ...] = ()
    origin: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    gross_price_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PaymentMeans:
    """BG-16 to BG-19: how it is paid; of a transfer the account BT-84, its name BT-85 and the bank BT-86."""

    code: str
    text: str = ""
    remittance: str = ""
    account: str = ""
    account_name: str = ""
    bank: str = ""
    card_number: str = ""
    card_holder: str = ""
    mandate: str = ""
    debited_account: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """BG-24: a document that supports the invoice; its bytes are inside, or elsewhere at `location`."""

    id: str
    description: str = ""
    location: str = ""
    name: str = ""
    mime: str = ""
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class PrecedingInvoice:
    """BG-3: the invoice that this one corrects; BT-25, BT-26."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class EInvoice:
    """BT-1 to BT-165: one invoice or credit note.

    Totals: `line_total` BT-106, `allowances` BT-107, `charges` BT-108, `net` BT-109, `tax` BT-110, `tax_accounting` BT-111,
    `gross` BT-112, `prepaid` BT-113, `rounding` BT-114, `due` BT-115.
    """

    number: str
    issued_on: date
    type_code: str
    currency: str
    seller: TradeParty
    buyer: TradeParty
    lines: tuple[InvoiceLine, ...]
    breakdown: tuple[VatBreakdown, ...]
    line_total: Decimal
    net: Decimal
    gross: Decimal
    due: Decimal
    adjustments: tuple[AllowanceCharge, ...] = ()
    allowances: Decimal | None = None
    charges: Decimal | None = None
    tax: Decimal | None = None
    tax_accounting: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    tax_currency: str = ""
    tax_point: date | None = None
    tax_point_code: str = ""
    due_on: date | None = None
    payment_terms: str = ""
    payment: tuple[PaymentMeans, ...] = ()
    creditor_id: str = ""
    payee: TradeParty | None = None
    tax_representative: TradeParty | None = None
    buyer_reference: str = ""
    project: str = ""
    contract: str = ""
    order: str = ""
    sales_order: str = ""
    receipt: str = ""
    despatch: str = ""
    tender: str = ""
    object_id: Identifier | None = None
    buyer_accounting: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    process: str = ""
    specification: str = ""
    preceding: tuple[PrecedingInvoice, ...] = ()
    deliver_to: TradeParty | None = None
    delivered_on: date | None = None
    first: date | None = None
    last: date | None = None
    attachments: tuple[Attachment, ...] = ()
