"""The text of a contract: contracts/<id>.yaml, as a person writes it (design.md section 5)."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from vmo.partner import ZoneName
from vmo.schema import Dated, Told
from vmo.terms.bonus import Bonus
from vmo.terms.calendar import ServiceCalendar
from vmo.terms.charge import Charge
from vmo.terms.chargeback import Chargeback
from vmo.terms.corrections import Corrections
from vmo.terms.credits import Credits
from vmo.terms.currency import Currency
from vmo.terms.einvoicing import Electronic
from vmo.terms.exclusions import Relief
from vmo.terms.matching import MatchTerms
from vmo.terms.measure import Measure
from vmo.terms.ratchet import Ratchet
from vmo.terms.scope import Scope
from vmo.terms.tax import TaxTerms
from vmo.terms.termination import Right

Days = Annotated[int, Field(ge=0)]


class ContractParties(Told):
    """Who serves whom, ids of [parties.yaml](portfolio.md#partiesyaml)."""

    supplier: str
    """The partner's legal entity, which is paid."""

    customer: str
    """The legal entity that is served, and pays."""


class Invoicing(Electronic):
    """When an invoice is due and how it is taxed."""

    due_business_days: Days | None = None
    """Business days after the month by which its scorecard and invoice are due: Monday to Friday, without `holidays`."""

    payment_days: Days | Dated[Days] | None = None
    """Term of payment: days from the issue to the day it is due (BT-9); a history where it changes."""

    dispute_days: Days | Dated[Days] | None = None
    """Days after a payment until which what is left may be disputed, a history where it changes; without it until the document is
    paid ([finance.md](finance.md#payments))."""

    tax: Dated[TaxTerms] | None = None
    """Categories and rates, a history; without it no tax."""

    provisional: Literal["wait", "issue"] = "wait"
    """Whether a month is issued while it is not over, or later data still changes a value, as a resolution told by repeats."""

    corrections: Dated[Corrections] | None = None
    """What becomes of a month that comes to something else after its invoice was issued; without it none can be corrected."""

    late_fee: Dated[dict[str, Any]] | None = None
    """What a late payment costs ([finance.md](finance.md#payments)), on [its own document](einvoices.md#late-fees): the terms of
    [late_fee](pricing.md#late_fee).
    """

    early_payment: Dated[dict[str, Any]] | None = None
    """What an early payment saves ([finance.md](finance.md#payments)): the terms of [early_payment](pricing.md#early_payment)."""

    match: Dated[MatchTerms] | None = None
    """How the supplier's own bills are matched, a history; without it by the defaults ([payables.md](payables.md))."""

    def days_to_dispute(self, first: date) -> tuple[int | None, str]:
        """Days to dispute what is left of a month's document after a payment, and their clause, by the month's first day."""
        told = self.dispute_days
        if not isinstance(told, Dated):
            return told, ""
        entry = told.entry(first)
        return entry.value, entry.ref

    def days_to_pay(self, first: date) -> int | None:
        """The term of payment of a month's document, by the month's first day."""
        return self.payment_days.on(first) if isinstance(self.payment_days, Dated) else self.payment_days


class ContractText(Told):
    """contracts/<id>.yaml, as written."""

    contract: str
    """Its id; also the folder of its files in `out`."""

    parties: ContractParties
    """Who serves whom."""

    issues: Literal["shadow", "self_billed", "supplier"] = "shadow"
    """`shadow`: we buy, and expect this invoice; `self_billed`: we buy and write it; `supplier`: we sell (5.1)."""

    currency: Currency
    """ISO 4217, with a minor unit; every amount of the contract."""

    time_zone: ZoneName
    """IANA zone whose midnights bound the contract's days and months."""

    month_begins: int = Field(default=1, ge=1, le=28)
    """The day on which a month of the contract begins: 22 makes 2026-10 the days from 2026-09-22 to 2026-10-21 (3.3)."""

    calendar: ServiceCalendar = Field(default_factory=ServiceCalendar)
    """Service hours and holidays."""

    scope: Scope
    """Dimension → values of the rows that the contract is about; `partner` is required."""

    routing: Literal["percent_allocation", "enterprise_queue"] = "percent_allocation"
    """`enterprise_queue`: one virtual queue, so the speed of answer is made by the client and bears no credit (1.2.7)."""

    staffing: Literal["partner", "customer"] = "partner"
    """Who sets the headcount; where the customer does, the speed of answer bears no credit (4)."""

    trigger: Dated[Literal["expected", "minimum", "minimum_or_3x_expected"]] | None = None
    """Which miss bears a credit; required with `credits` (decision M1)."""

    on_no_data: Literal["block", "miss"] = "block"
    """`block`: a month that lacks data is refused; `miss`: by clause, a measure without data is a whole miss (S1)."""

    relief: Dated[Relief] | None = None
    """Which exclusions the contract grants, and by when they must be asked for; without it every type, at any time (3.4)."""

    measures: dict[str, Measure] = Field(default_factory=dict)
    """Id → measure."""

    charges: dict[str, Charge] = Field(default_factory=dict)
    """Id → charge."""

    credits: Credits | None = None
    """What is at risk and how it is lost."""

    bonus: Dated[Bonus] | None = None
    """What is paid for more than was owed."""

    termination: dict[str, Dated[Right]] = Field(default_factory=dict)
    """Id → a rule by which a right to terminate accrues."""

    ratchet: Dated[Ratchet] | None = None
    """Levels that follow what was reached; it only proposes."""

    chargeback: Dated[Chargeback] | None = None
    """How the invoice is charged on to the client's business units; without it it is not (4)."""

    invoice: Invoicing = Field(default_factory=Invoicing)
    """When the invoice is due and how it is taxed."""
