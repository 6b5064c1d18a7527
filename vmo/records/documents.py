"""What a month comes to: attainments, lines, credits, totals, and the document that holds them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.records.billing import Billing
from vmo.records.en16931 import Contact, Identifier, PrecedingInvoice, VatCategory
from vmo.records.figures import Ratio
from vmo.records.files import RowCounts
from vmo.records.findings import Finding
from vmo.records.journal import STANDARD, Booking, Journal
from vmo.records.level import Level
from vmo.records.looking_back import AccruedRight, Bonus, Counted, EarnBackEntry, Proposal
from vmo.records.own_figures import OwnFigures
from vmo.records.relieved import Excluded, Judged, Relieved
from vmo.records.sampled import Sampled

State = Literal["met", "amber", "breach", "excused", "no_volume", "low_volume", "no_data", "no_target", "not_due"]
Returns = Literal["share", "money", "percent_of_charges", "points"]
MISSED: tuple[State, ...] = ("amber", "breach")
TYPE_CODES = {
    ("supplier", "invoice"): "380",
    ("supplier", "credit_note"): "381",
    ("self_billed", "invoice"): "389",
    ("self_billed", "credit_note"): "261",
}


@dataclass(frozen=True, slots=True)
class Attainment:
    """One measure in one segment of the window: exact value, targets, state.

    `scale` turns the ratio into the unit (100 for percent). `severity` is what the curve `returns`: a share of 0 to 1, money,
    percent of the charges or points; None where the state bears no credit. `days` of `window_days` is the segment's part of
    the at-risk amount (M8). `sampled` is there where the rows are a random sample. `cannot_be_met` says what lost
    Collected or Integrity; empty where nothing did. `compared` is the value as it was compared, where that was rounded first.
    `provisional` says what later data still changes it; empty where nothing does.
    `own_figures` are what partners state themselves where they do not tell their counts (evidence class C).
    """

    id: str
    metric: str
    name: str
    unit: str
    scale: int
    direction: Literal["higher", "lower", "range", "none"]
    first: date
    last: date
    numerator: Decimal | None
    denominator: Decimal | None
    expected: Level | None
    minimum: Level | None
    state: State
    credit_bearing: bool
    severity: Fraction | None
    multiplier: Fraction
    terms: dict[str, str]
    evidence: Literal["A", "B", "C"]
    clause: str
    definition: str
    window_days: int
    sampled: Sampled | None = None
    returns: Returns = "share"
    cannot_be_met: str = ""
    compared: Decimal | None = None
    relieved: Relieved | None = None
    provisional: str = ""
    own_figures: tuple[OwnFigures, ...] = ()

    @property
    def value(self) -> Fraction | None:
        ratio = Ratio(self.numerator, self.denominator).value
        return None if ratio is None else ratio * self.scale

    @property
    def judged(self) -> Fraction | None:
        """The value that was judged: rounded, where the contract says so."""
        return self.value if self.compared is None else Fraction(self.compared)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Unit:
    """What a price is for: `size` of what was counted make one, as 60 s make a minute; shown with `places` decimals at least.

    `fine`: what is counted makes decimals of it by chance only, so it is always shown as it was counted.
    """

    name: str
    size: int = 1
    counted: str = ""
    places: int = 0
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Priced:
    """What a pricing model says of a quantity: the exact amount, quantity × rate ÷ per, not yet rounded.

    `note` tells the lines of one charge apart, as the band of each.
    """

    quantity: Decimal
    unit: str
    rate: Decimal
    amount: Fraction
    per: Decimal | int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One charge: quantity × rate ÷ per, rounded once. Amount in the document's currency.

    `counted` is what was counted of rows for it (seconds, contacts), or for the charge that it is a part of. `vat` is its tax
    category; None where the contract tells no tax.
    """

    id: str
    model: str
    first: date
    last: date
    text: str
    quantity: Decimal
    unit: str
    rate: Decimal
    amount: Decimal
    clause: str
    per: Decimal | int = 1
    counted: Decimal | None = None
    vat: VatCategory | None = None


@dataclass(frozen=True, slots=True)
class VatPart:
    """What of an amount falls under one tax category."""

    vat: VatCategory
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Credit:
    """A service-level credit: base × share × days × severity × multiplier, rounded once, then capped.

    `uncapped` is the rounded amount before the caps, `amount` after them; where `capped` is false none applies; `carried`
    goes into the next month. `curve` is
    the curve that gave the severity, with its terms as a reader says them ("linear, floor 70"); empty where nobody told it.
    `parts` share the amount over the tax categories it reduces; none where it is no reduction of the price.
    `returns` says what the severity is: a share of the base, which is then the amount at risk; money, with a base of 1;
    percent of the base, which is then the charges; points, with a base of what one of the month's points costs.
    """

    measure: str
    first: date
    last: date
    severity: Fraction
    multiplier: Fraction
    share: Fraction
    days: int
    window_days: int
    uncapped: Decimal
    amount: Decimal
    clause: str
    curve: str = ""
    returns: Returns = "share"
    base: Fraction = Fraction(0)
    capped: bool = True
    carried: Decimal = Decimal(0)
    parts: tuple[VatPart, ...] = ()

    @property
    def exact(self) -> Fraction:
        """The credit before it is rounded."""
        part = Fraction(self.days, self.window_days) * (Fraction(1, 100) if self.returns == "percent_of_charges" else 1)
        return self.base * self.share * part * self.severity * self.multiplier


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap on the credits of a month: its limit, less what was credited before, and the sums before and after it."""

    of: Literal["measure", "month", "year", "contract"]
    measure: str
    limit: Decimal
    before: Decimal
    after: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class Tax:
    """Tax of one category and rate: base × rate, rounded once."""

    category: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of rounded lines, never rounded again. `at_risk` is the exact amount rounded down: the cap."""

    charges: Decimal
    at_risk: Decimal
    credits: Decimal
    bonus: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class UnitShare:
    """What one business unit of the client bears of an invoice; of rows that name none, the unit is empty."""

    unit: str
    charges: Decimal
    credits: Decimal
    bonus: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Borne:
    """What each business unit bears of each line, credit, bonus and tax, in the order of these and of the units."""

    units: tuple[str, ...]
    lines: tuple[tuple[Decimal, ...], ...]
    credits: tuple[tuple[Decimal, ...], ...]
    bonuses: tuple[tuple[Decimal, ...], ...]
    taxes: tuple[tuple[Decimal, ...], ...]


@dataclass(frozen=True, slots=True)
class Party:
    """A legal entity as it stands on a document (EN 16931 BG-4, BG-7, BG-17).

    `bank` is its account for the eye; `account`, `bic` and `account_name` are the same for programs.
    """

    id: str
    name: str
    address: tuple[str, ...]
    country: str
    vat_id: str = ""
    legal_id: str = ""
    bank: str = ""
    email: str = ""
    logo: bytes = b""
    city: str = ""
    post_code: str = ""
    subdivision: str = ""
    tax_registration: str = ""
    electronic_address: Identifier | None = None
    contact: Contact | None = None
    account: str = ""
    bic: str = ""
    account_name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a document draws on."""

    partner: str
    feed: str
    file: str
    sha256: str
    rows: RowCounts
    state: str


@dataclass(frozen=True, slots=True)
class DayValue:
    """One day of a measure, for the trend: numerator and denominator of that day."""

    measure: str
    day: date
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Document:
    """All that a month of one contract says: attainments, lines, credits, totals, and what they rest on.

    `proven` is the share of rows that the second calculation covered, exact; None before `check`.
    `at_risk_base` is the sum that `at_risk_percent` is taken of; None: all charge lines but the manual ones.
    `number` and `issued_on` are there once it is issued. Amounts of a credit note are positive and reduce what is owed; what
    corrects an issued document names it in `corrects` (BG-3). `billing` is what its electronic invoice says beside the figures.
    `borne` is the chargeback, amount by amount. `booking` says how it is booked, `journal` are its entries.
    """

    contract: str
    period: str
    version: int
    status: Literal["draft", "blocked", "issued"]
    type: Literal["shadow", "self_billed", "supplier"]
    currency: str
    time_zone: str
    supplier: Party
    customer: Party
    attainments: tuple[Attainment, ...]
    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]
    taxes: tuple[Tax, ...]
    totals: Totals
    rows: RowCounts
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    trend: tuple[DayValue, ...] = ()
    at_risk_percent: Decimal | None = None
    credits_clause: str = ""
    proven: Fraction | None = None
    proven_rows: int = 0
    at_risk_base: Decimal | None = None
    chargeback: tuple[UnitShare, ...] = ()
    exclusions: tuple[Excluded, ...] = ()
    days: tuple[date, date] | None = None
    caps: tuple[Cap, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    bonus_withheld: str = ""
    ledger: tuple[EarnBackEntry, ...] = ()
    returned: Decimal = Decimal(0)
    counters: tuple[Counted, ...] = ()
    rights: tuple[AccruedRight, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    number: str | None = None
    issued_on: date | None = None
    kind: Literal["invoice", "credit_note"] = "invoice"
    corrects: PrecedingInvoice | None = None
    billing: Billing | None = None
    borne: Borne | None = None
    booking: Booking = STANDARD
    journal: Journal | None = None

    @property
    def type_code(self) -> str:
        """What it is in UNTDID 1001; what we only expect a supplier to bill is nothing there."""
        return TYPE_CODES.get((self.type, self.kind), "")

    @property
    def fiscal_number(self) -> str | None:
        """The number that stands in law; what we only expect a supplier to bill has none."""
        return None if self.type == "shadow" else self.number

    @property
    def id(self) -> str:
        return f"{self.contract}/{self.period}/{self.version}"

    @property
    def month_cap(self) -> Decimal | None:
        """What the credits of the month may come to; None where nothing says so."""
        return next((one.limit for one in self.caps if one.of == "month"), None)


@dataclass(frozen=True, slots=True)
class BilledTwice:
    """A contact that two places bill: two charges of one model, or two months."""

    contact: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Recalculation:
    """The month once more, by the proofs, from accepted rows and parsed terms.

    Keys are (id, first day) of a segment, or of a line. `quantities` are what was counted for each line (seconds,
    contacts); `waiting` are the credits that the next month's bill bears; `relieved` the
    measures without any relief, and with what is hoped for; `rows` were proven out of `all_rows`.
    """

    ratios: dict[tuple[str, date], Ratio]
    states: dict[tuple[str, date], State]
    quantities: dict[tuple[str, date], Decimal]
    amounts: dict[tuple[str, date], Decimal]
    credits: dict[tuple[str, date], Decimal]
    totals: Totals
    rows: int
    all_rows: int
    bonuses: dict[tuple[str, date], Decimal] = field(default_factory=dict)
    waiting: dict[tuple[str, date], Decimal] = field(default_factory=dict)
    relieved: dict[str, dict[tuple[str, date], Judged]] = field(default_factory=dict)
    rights: AbstractSet[tuple[str, str, date, date | None]] = frozenset()
    proposals: AbstractSet[tuple[str, Decimal]] = frozenset()
