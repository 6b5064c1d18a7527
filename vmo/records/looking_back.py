"""What a month comes to beside its charges and credits: bonus, what was earned back, rights, proposals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vmo.records.en16931 import VatCategory

Standing = Literal["pending", "released", "forfeited", "ineligible"]


@dataclass(frozen=True, slots=True)
class Bonus:
    """A measure's bonus: pool × share × days × reach, rounded once, then capped. `reach` is its way from the expected level to
    the stretch level, 0 to 1.
    """

    measure: str
    first: date
    last: date
    pool: Fraction
    share: Fraction
    reach: Fraction
    days: int
    window_days: int
    uncapped: Decimal
    amount: Decimal
    clause: str
    vat: VatCategory | None = None


@dataclass(frozen=True, slots=True)
class EarnBackEntry:
    """One credit in the ledger of earn-backs: what returns of it, and how far its test is.

    `passed` of `months` are met; `test_on` is the day on which the test ends as far as it is known.
    """

    measure: str
    period: str
    credit: Decimal
    returns: Decimal
    standing: Standing
    passed: int
    months: int
    test_on: date
    settled_in: str
    clause: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a rule that looks back stands: its count, and the count at which it takes effect. `what` says what is counted."""

    rule: str
    measure: str
    count: int
    limit: int
    what: str
    clause: str


@dataclass(frozen=True, slots=True)
class AccruedRight:
    """A right to terminate that stands at the end of the month. `measure` is empty where the rule is of all together."""

    rule: str
    measure: str
    why: str
    right_accrued_on: date
    right_expires_on: date | None
    exercised_on: date | None
    clause: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A level that a clause lets rise: the sum, and the entry that a person may add to the contract. Never applied."""

    measure: str
    current: Decimal
    average: Fraction
    halfway: Fraction
    proposed: Decimal
    effective_on: date
    text: str
    entry: str
    clause: str
