"""The nouns of finance: how a portfolio books its documents, and the entries of one (domain.md 6.3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# What an entry may be of; without an account of its own each is booked under its name.
ROLES = (
    "expense", "pass_through", "damages_income", "payable", "input_tax",
    "revenue", "pass_through_revenue", "damages_cost", "receivable", "output_tax",
    "reverse_charge_input", "reverse_charge_output", "accrued_cost", "accrued_income", "rounding",
    "bank", "discount_received", "late_fee_cost", "late_fee_owed", "discount_allowed", "late_fee_income", "late_fee_due",
    "exchange_difference",
)  # fmt: skip
COLUMNS = (
    "ledger", "source", "category", "batch", "journal", "line", "status", "accounting_date", "period", "account", "role",
    "business_unit", "currency", "debit", "credit", "home_currency", "home_debit", "home_credit", "rate_type", "rate_date",
    "rate", "tax_code", "party", "document", "document_date", "reference", "run", "description", "reverses_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dimension:
    """A segment of the account beside its number, as a cost centre: its value by business unit or by charge."""

    name: str
    of: str
    values: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Rates of one currency to the home currency: `per_home` says that a rate is of so many for one of the home currency."""

    kind: str
    per_home: bool
    rates: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """How a document is booked: accounts by role, and of single charges; columns as they are named, in their order.
    `passed_through` names the charges that only pass on what others charged.

    `home` is empty where nothing is accounted in a second currency; `exchange` is None where the document is in it.
    `damages`: credits are no reduction of the price. `self_assessed` is the percent of tax that a buyer under reverse charge
    owes and deducts. `discount_reduces_tax`: a discount for paying early takes its part of the tax back.
    """

    ledger: str = ""
    source: str = "vmo"
    category: str = "outsourcing"
    accounts: tuple[tuple[str, str], ...] = ()
    charges: tuple[tuple[str, str], ...] = ()
    passed_through: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    columns: tuple[tuple[str, str], ...] = tuple((name, name) for name in COLUMNS)
    home: str = ""
    exchange: Exchange | None = None
    damages: bool = False
    self_assessed: Decimal | None = None
    discount_reduces_tax: bool = False


STANDARD = Booking()


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One entry: a debit or a credit, as entered and in the home currency; `dimensions` in the order of the booking's."""

    role: str
    account: str
    debit: Decimal | None
    credit: Decimal | None
    reference: str
    description: str
    unit: str = ""
    tax_code: str = ""
    dimensions: tuple[str, ...] = ()
    home_debit: Decimal | None = None
    home_credit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """The entries of one document, or of what is accrued for it, and what all of them share."""

    id: str
    batch: str
    status: str
    accounting_date: date
    period: str
    currency: str
    party: str
    document: str
    document_date: date | None
    run: str
    entries: tuple[JournalEntry, ...]
    booking: Booking
    rate: Decimal | None = None
    rate_date: date | None = None
    reverses_on: date | None = None
