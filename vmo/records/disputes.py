"""A dispute: what somebody does not accept of an invoice, ours or a partner's, and how it ended (domain.md 5.3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Resolution = Literal["", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One thing of one invoice that is not accepted, and not to be paid before it is resolved.

    `document` is the id of a document of ours (`acme-care/2026-10/1`), or names a partner's invoice (`acme:INV-7`). `line` is
    empty where the whole is disputed. `code` is a reason code of 5.3, as PRICE or QTY; empty where only words say why.
    `amount` is what is withheld, positive, in the document's currency. `evidence` is the sha256 of what proves it, if anything
    does. `resolution` is empty while it is open; a dispute that was accepted is settled by a credit note.
    """

    id: str
    document: str
    line: str
    code: str
    reason: str
    amount: Decimal
    currency: str
    raised_on: date
    by: str
    response_due: date | None = None
    evidence: str = ""
    resolution: Resolution = ""
    resolved_on: date | None = None
    resolved_by: str = ""
    resolved_why: str = ""
    credit_note: str = ""

    @property
    def open(self) -> bool:
        return not self.resolution

    @property
    def of_partner(self) -> bool:
        """Whether it is about a partner's invoice, none of ours."""
        return ":" in self.document

    def age(self, on: date) -> int:
        """Days since it was raised, up to a day or to its end."""
        return ((self.resolved_on or on) - self.raised_on).days

    def overdue(self, on: date) -> bool:
        """Whether it is open after the day on which an answer was due.

        >>> one = Dispute("d", "x", "", "", "?", Decimal(1), "EUR", date(2026, 11, 2), "a", date(2026, 11, 7))
        >>> one.overdue(date(2026, 11, 7)), one.overdue(date(2026, 11, 8)), one.age(date(2026, 11, 8))
        (False, True, 6)
        """
        return self.open and self.response_due is not None and on > self.response_due
