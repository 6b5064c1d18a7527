"""Calculations: what a month has come to, each time that something of it was issued or told; the last one stands.

The first is that of the invoice. Each later one is a correction: it has documents of its own, or its difference rolls into a
later month, or no money of it changes. It is pending until its documents are issued. All are sealed in the chain of receipts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from vmo.life.frozen import frozen
from vmo.life.thawed import thawed
from vmo.records import Document
from vmo.store import Base, IssuedRow
from vmo.trail import record

CALCULATE, WITHDRAWN = "calculate", "withdrawn"
FIRST = 1

How = Literal["issued", "net_adjust", "credit_and_rebill", "rolled", "recorded"]
Reason = Literal["error_correction", "service_credit", "volume_rebate", "other"]


class CalculationRow(Base):
    """One calculation of a month. `versions` are those of its documents, as `2,3`; `into` the month that it rolls into."""

    __tablename__ = "calculation"
    contract: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    how: Mapped[str]
    reason: Mapped[str]
    versions: Mapped[str]
    into: Mapped[str]
    state: Mapped[str]
    frozen: Mapped[str]


@dataclass(frozen=True)
class Calculated:
    """A calculation and what became of it."""

    ordinal: int
    how: How
    versions: tuple[int, ...]
    into: str
    pending: bool
    reason: str
    text: str

    @property
    def document(self) -> Document:
        return thawed(self.text)


def of(session: Session, contract: str, period: str) -> list[Calculated]:
    """Every calculation of a month, the first one first; of one issued before these were kept, the document itself."""
    rows = select(CalculationRow).where(CalculationRow.contract == contract, CalculationRow.period == period)
    found = [_told(row) for row in session.scalars(rows.order_by(CalculationRow.ordinal))]
    if not found or found[0].ordinal != FIRST:
        issued = select(IssuedRow).where(IssuedRow.contract == contract, IssuedRow.period == period)
        first = session.scalars(issued.order_by(IssuedRow.version).limit(1)).first()
        if first:
            found = [
                Calculated(FIRST, "issued", (first.version,), "", pending=False, reason="", text=first.frozen),
                *found,
            ]
    return found


def standing(found: Sequence[Calculated]) -> Calculated:
    """The calculation that stands."""
    return next(one for one in reversed(found) if not one.pending)


def pending(found: Sequence[Calculated]) -> Calculated | None:
    """The correction whose documents are not issued yet."""
    return next((one for one in found if one.pending), None)


def standing_versions(found: Sequence[Calculated]) -> list[int]:
    """The documents that together say what the month comes to: none of them was taken back.

    >>> one = lambda how, *versions: Calculated(1, how, versions, "", False, "", "")
    >>> standing_versions([one("issued", 1), one("net_adjust", 2)])
    [1, 2]
    >>> standing_versions([one("issued", 1), one("net_adjust", 2), one("credit_and_rebill", 3, 4, 5), one("rolled")])
    [5]
    >>> standing_versions([one("issued", 1, 2), one("credit_and_rebill", 3, 4, 5, 6)])
    [5, 6]
    """
    held: list[int] = []
    for one in found:
        if not one.pending:
            held = [*one.versions[len(held) :]] if one.how == "credit_and_rebill" else [*held, *one.versions]
    return held


def rolled_into(session: Session, contract: str, period: str) -> list[tuple[str, Calculated, Calculated]]:
    """The differences that roll into a month: whose month, what it came to before, and now."""
    rows = select(CalculationRow).where(CalculationRow.contract == contract, CalculationRow.into == period)
    found = []
    for row in session.scalars(rows.order_by(CalculationRow.period, CalculationRow.ordinal)):
        known = [one for one in of(session, contract, row.period) if not one.pending]
        at = next(n for n, one in enumerate(known) if one.ordinal == row.ordinal)
        found.append((row.period, known[at - 1], known[at]))
    return found


def keep(session: Session, document: Document, told: Calculated) -> None:
    """Record a calculation in place of what stands under its ordinal; the same again changes nothing."""
    row = CalculationRow(
        contract=document.contract,
        period=document.period,
        ordinal=told.ordinal,
        how=told.how,
        reason=told.reason,
        versions=",".join(map(str, told.versions)),
        into=told.into,
        state="pending" if told.pending else "standing",
        frozen=told.text,
    )
    known = session.get(CalculationRow, (row.contract, row.period, row.ordinal))
    if known is None or sealed(known) != sealed(row):
        session.merge(row)
        session.flush()
        record(session, CALCULATE, subject(row), sealed(row))


def first(documents: Sequence[Document], calculation: Document) -> Calculated:
    """The calculation of a month's first documents."""
    versions = tuple(one.version for one in documents)
    return Calculated(FIRST, "issued", versions, "", pending=False, reason="", text=frozen(calculation))


def drop(session: Session, contract: str, period: str, ordinal: int) -> None:
    """Take a pending calculation out."""
    row = session.get_one(CalculationRow, (contract, period, ordinal))
    record(session, CALCULATE, subject(row), {"state": WITHDRAWN})
    session.delete(row)


def subject(row: CalculationRow) -> str:
    """How the chain names a calculation."""
    return f"{row.contract}/{row.period}#{row.ordinal}"


def sealed(row: CalculationRow) -> dict[str, str]:
    """What the chain says of a calculation."""
    told = {name: getattr(row, name) for name in ("how", "reason", "versions", "into", "state")}
    return {**told, "frozen": sha256(row.frozen.encode()).hexdigest()}


def _told(row: CalculationRow) -> Calculated:
    versions = tuple(int(one) for one in row.versions.split(",") if one)
    how = cast("How", row.how)
    return Calculated(row.ordinal, how, versions, row.into, row.state == "pending", row.reason, row.frozen)
