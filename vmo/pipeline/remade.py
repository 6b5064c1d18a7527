"""Remade: a document of a month, made once more: the first, or a correction, from what the lake gives now.

A correction of differences is made of the calculation that it corrects and of the month as it is now. What takes an issued
document back says the same amounts as that, whatever the lake gives.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import correction
from vmo.correction import Bill, companion
from vmo.life import calculations
from vmo.life.thawed import thawed
from vmo.records import Document
from vmo.store import DocumentRow, IssuedRow

FROM_THE_LAKE = "from the lake"
FIRST_VERSION = 1


def remade(session: Session, row: DocumentRow, calculation: Document) -> tuple[Bill, str]:
    """The document with the calculation that it tells, and where its amounts come from."""
    known = calculations.of(session, row.contract, row.period)
    at = next((nth for nth, one in enumerate(known) if row.version in one.versions), 0)
    own, before = (known[at] if known else None), known[:at]
    if own is None or own.how == "issued":
        first = own.versions[0] if own else FIRST_VERSION
        return _of(row, companion.billed(replace(calculation, version=first))), FROM_THE_LAKE
    standing = [_issued(session, row, version) for version in calculations.standing_versions(before)]
    if own.how == "net_adjust":
        stood = calculations.standing(before).document
        bills = companion.differing(stood, calculation, own.versions[0], standing)
        nothing = correction.difference(stood, calculation, row.version, correction.naming(standing[-1]))
        return _of(row, bills or (nothing,)), FROM_THE_LAKE
    nth = own.versions.index(row.version)
    if nth >= len(standing):
        anew = replace(calculation, version=own.versions[len(standing)])
        return _of(row, companion.anew(anew, standing)), FROM_THE_LAKE
    told = replace(calculation, version=row.version)
    return correction.reversed_(standing[nth], told, row.version), f"as {standing[nth].number}, which it takes back"


def _of(row: DocumentRow, bills: Sequence[Bill]) -> Bill:
    """The document of a version; where it says nothing any more, the first one of its month, which says what is left."""
    return next((one for one in bills if one.document.version == row.version), bills[0])


def _issued(session: Session, row: DocumentRow, version: int) -> Document:
    """A document of the same month as it was issued."""
    rows = select(IssuedRow).where(IssuedRow.contract == row.contract, IssuedRow.period == row.period)
    return thawed(session.scalars(rows.where(IssuedRow.version == version)).one().frozen)
