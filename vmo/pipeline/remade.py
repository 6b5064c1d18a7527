"""Remade: a document of a month, made once more: the first, or a correction, from what the lake gives now.

A correction of differences is made of the calculation that it corrects and of the month as it is now. What takes an issued
document back says the same amounts as that, whatever the lake gives.
"""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calculations, correction
from vmo.correction import Bill
from vmo.records import Document
from vmo.store import DocumentRow, IssuedRow
from vmo.thawed import thawed

FROM_THE_LAKE = "from the lake"


def remade(session: Session, row: DocumentRow, calculation: Document) -> tuple[Bill, str]:
    """The document with the calculation that it tells, and where its amounts come from."""
    known = calculations.of(session, row.contract, row.period)
    at = next((nth for nth, one in enumerate(known) if row.version in one.versions), 0)
    own = known[at] if known else None
    told = replace(calculation, version=row.version)
    anew = own is None or own.how == "issued" or (own.how == "credit_and_rebill" and row.version == own.versions[-1])
    if own is None or anew:
        return correction.as_billed(told), FROM_THE_LAKE
    before = known[:at]
    if own.how == "net_adjust":
        stood = calculations.standing(before).document
        corrected = correction.naming(_issued(session, row, calculations.standing_versions(before)[-1]))
        return correction.difference(stood, told, row.version, corrected), FROM_THE_LAKE
    taken = _issued(session, row, calculations.standing_versions(before)[own.versions.index(row.version)])
    return correction.reversed_(taken, told, row.version), f"as {taken.number}, which it takes back"


def _issued(session: Session, row: DocumentRow, version: int) -> Document:
    """A document of the same month as it was issued."""
    rows = select(IssuedRow).where(IssuedRow.contract == row.contract, IssuedRow.period == row.period)
    return thawed(session.scalars(rows.where(IssuedRow.version == version)).one().frozen)
