"""Payables: what a partner billed, what we expected, and where the two differ (domain.md 5.3 and 5.4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from vmo.records.documents import Party

Position = Literal["line", "allowance", "charge"]
Nature = Literal["counted", "exact", "fee"]
Verdict = Literal["dispute", "tolerated", "report"]
Outcome = Literal["match", "match_within_tolerance", "dispute", "reject"]
Code = Literal[
    "PRICE", "QTY", "ROUND", "CREDIT", "BAND", "PREMIUM", "MINIMUM", "PERIOD", "DUPLINE", "SUPPORT", "TAX", "FX",
    "NOTCONTRACT", "UNDERBILL",
]  # fmt: skip


NOBODY = Party("", "", (), "")


@dataclass(frozen=True, slots=True)
class BilledLine:
    """One row of a partner's document. `amount` and `quantity` are as they change what is owed: negative on a credit note.

    `place` is the file and the line where it stands.
    """

    number: str
    place: str
    amount: Decimal
    position: Position = "line"
    id: str = ""
    item: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    price_per: Decimal | None = None
    tax_category: str = ""
    tax_rate: Decimal | None = None
    fx_rate: Decimal | None = None
    receipt: str = ""
    site: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """One document of a partner, as one file brought it. Totals are signed like its lines; None where it does not tell them."""

    partner: str
    number: str
    type: Literal["invoice", "credit_note", "debit_note"]
    currency: str
    file: str
    sha256: str
    lines: tuple[BilledLine, ...]
    supplier: str = ""
    supplier_id: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    contract: str = ""
    corrects: str = ""
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None

    @property
    def id(self) -> str:
        """What names it in a dispute."""
        return f"{self.partner}:{self.number or self.file}"

    @property
    def total(self) -> Decimal:
        """The sum of its rows, without tax."""
        return sum((one.amount for one in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A charge line of the month, as the contract and the measured rows make it."""

    id: str
    charge: str
    text: str
    quantity: Decimal
    unit: str
    rate: Decimal
    amount: Decimal
    clause: str = ""
    per: Decimal | int = 1


@dataclass(frozen=True, slots=True)
class ExpectedCharge:
    """What the contract says of a charge, whether or not the month has a line of it.

    `nature`: `counted` of rows, `exact` (places, FTE, hours), or a `fee` that only its amount tells. `code` is the reason where
    the price of such a charge is wrong; empty: PRICE. `rates` are those of its bands, `fx` the exchange rate of the month.
    """

    name: str
    text: str = ""
    nature: Nature = "counted"
    code: Code | Literal[""] = ""
    rates: tuple[Decimal, ...] = ()
    tax_category: str = ""
    tax_rate: Decimal | None = None
    fx: Decimal | None = None
    needs_receipt: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedCredit:
    """What a measure reduces the month by; positive. `parts`: what of it falls under which tax (category, rate, amount)."""

    measure: str
    amount: Decimal
    clause: str = ""
    parts: tuple[tuple[str, Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """A month of a contract as it should be billed. `bonus` is what is due beside charges and credits. `damages`: the credits
    reduce no price, and are not subject to VAT (decision D1).
    """

    document: str
    contract: str
    currency: str
    first: date
    last: date
    charges: tuple[ExpectedCharge, ...]
    lines: tuple[ExpectedLine, ...]
    credits: tuple[ExpectedCredit, ...] = ()
    bonus: Decimal = Decimal(0)
    taxed: bool = False
    tax_category: str = ""
    tax_rate: Decimal | None = None
    damages: bool = False
    supplier: Party = NOBODY
    customer: Party = NOBODY

    @property
    def net(self) -> Decimal:
        charged = sum((one.amount for one in self.lines), Decimal(0))
        return charged - sum((one.amount for one in self.credits), Decimal(0)) + self.bonus


@dataclass(frozen=True, slots=True)
class Variance:
    """Where a bill and the month differ: `difference` is billed less expected, `withheld` what is not paid because of it.

    `number` and `line` name the row of the bill; empty where nothing was billed. `of_tax`: the difference is one of the tax.
    """

    code: Code
    verdict: Verdict
    difference: Decimal
    withheld: Decimal
    why: str
    charge: str = ""
    number: str = ""
    line: str = ""
    text: str = ""
    ours: str = ""
    theirs: str = ""
    clause: str = ""
    place: str = ""
    of_tax: bool = False
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """That something may be billed twice: `blocks` where it is certain, else it is held until a person has looked."""

    number: str
    other: str
    why: str
    blocks: bool = False
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that is not matched at all, and why."""

    bill: Bill
    why: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A month's bills against the month: where they differ, and what to pay.

    `drift` adds the tolerated differences of quantity, in money; `drift_before` those of the months before.
    """

    expected: Expected
    bills: tuple[Bill, ...]
    rejected: tuple[Rejected, ...]
    variances: tuple[Variance, ...]
    suspicions: tuple[Suspicion, ...]
    outcome: Outcome
    billed_net: Decimal
    billed_tax: Decimal
    payable_net: Decimal
    payable_tax: Decimal
    drift: Decimal = Decimal(0)
    drift_before: Decimal = Decimal(0)
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The month's document that it was matched against."""
        return self.expected.document

    @property
    def supplier(self) -> Party:
        return self.expected.supplier

    @property
    def customer(self) -> Party:
        return self.expected.customer

    @property
    def disputed(self) -> tuple[Variance, ...]:
        return tuple(one for one in self.variances if one.verdict == "dispute")

    @property
    def held(self) -> bool:
        """Whether a person is to look before anything is paid."""
        return bool(self.suspicions)

    @property
    def payable(self) -> Decimal:
        """What is undisputed, with tax."""
        return self.payable_net + self.payable_tax

    @property
    def pay_now(self) -> Decimal:
        return Decimal(0) if self.held or self.outcome == "reject" else self.payable
