"""A payment: what was paid of an issued document, and what its day costs or saves (domain.md 4, rows 24 and 25)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of one document, whole or in part, in the document's currency.

    `amount` is what was paid; with `discount`, which the payment that settles a document in time may take, it reduces what is
    left. `late_fee` is what the day of the payment costs: owed beside the document and no part of it (decision D1). `working`
    says how it came to that, with its days and their count; the clauses are those of the contract.
    """

    id: str
    document: str
    amount: Decimal
    currency: str
    paid_on: date
    by: str
    why: str
    discount: Decimal = Decimal(0)
    discount_clause: str = ""
    days_late: int = 0
    late_fee: Decimal = Decimal(0)
    late_fee_clause: str = ""
    working: str = ""

    @property
    def settles(self) -> Decimal:
        """By how much less is left to pay."""
        return self.amount + self.discount


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of an issued document: its sum less what was accepted as wrong and what was paid, with discount.

    `open` is in dispute and not to be paid yet. `accepted` was taken off: by disputes that were right or, of a credit note, by
    those that it settled.
    """

    gross: Decimal
    accepted: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    open: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        return self.gross - self.accepted - self.paid

    @property
    def payable(self) -> Decimal:
        """What of that may be paid now.

        >>> Balance(Decimal("40.93"), accepted=Decimal("1.93"), paid=Decimal("9.00"), open=Decimal("5.50")).payable
        Decimal('24.50')
        """
        return self.left - self.open
