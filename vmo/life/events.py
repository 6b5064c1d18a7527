"""Events: the steps of a document, taken in the store and sealed in the chain of receipts with who, when and why."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vmo.life import step
from vmo.life.calculations import CalculationRow
from vmo.life.roles import PROGRAM, RolesText
from vmo.records import RefusedError
from vmo.store import Adjustment, DocumentRow, IssuedRow, TrailRow
from vmo.trail import record

WITHDRAW = "withdraw"


def name_of(row: DocumentRow) -> str:
    return f"{row.contract}/{row.period}/{row.version}"


def find(session: Session, text: str) -> DocumentRow:
    """A document by its id, its number, or `<contract>/<period>` for the newest; raises RefusedError with those there are."""
    numbered = session.get(IssuedRow, text)
    parts = (numbered.contract, numbered.period, str(numbered.version)) if numbered else tuple(text.split("/"))
    rows = list(session.scalars(select(DocumentRow).order_by(DocumentRow.period, DocumentRow.contract)))
    found = [row for row in rows if parts in ((row.contract, row.period), tuple(name_of(row).split("/")))]
    if not found:
        known = ", ".join(name_of(row) for row in rows[-5:]) or "none yet; run vmo month"
        raise RefusedError(
            [f"{text}: no such document; expected an id, as acme-care/2026-10/1, or a number; known: {known}"]
        )
    return max(found, key=lambda row: row.version)


def issued(session: Session, contract: str, period: str) -> IssuedRow | None:
    """The last issued document of a contract's month."""
    rows = select(IssuedRow).where(IssuedRow.contract == contract, IssuedRow.period == period)
    return session.scalars(rows.order_by(IssuedRow.version.desc()).limit(1)).first()


def last_invoice(session: Session, contract: str, period: str) -> IssuedRow | None:
    """The last issued invoice of a contract up to a month, which is no credit note."""
    rows = select(IssuedRow).where(IssuedRow.contract == contract, IssuedRow.period < period)
    for row in session.scalars(rows.order_by(IssuedRow.period.desc(), IssuedRow.version.desc())):
        if json.loads(row.frozen, parse_float=str).get("kind", "invoice") == "invoice":
            return row
    return None


def issued_as(session: Session, row: DocumentRow) -> IssuedRow | None:
    """A document as it was issued."""
    rows = select(IssuedRow).where(IssuedRow.contract == row.contract, IssuedRow.period == row.period)
    return session.scalars(rows.where(IssuedRow.version == row.version)).first()


def together(session: Session, row: DocumentRow) -> list[DocumentRow]:
    """The documents that are approved and issued with one, in order: those of one calculation of the month."""
    rows = select(CalculationRow.versions).where(
        CalculationRow.contract == row.contract, CalculationRow.period == row.period
    )
    for told in session.scalars(rows):
        if str(row.version) in (versions := told.split(",")):
            return [session.get_one(DocumentRow, (row.contract, row.period, int(one))) for one in versions]
    rest = select(DocumentRow).where(DocumentRow.contract == row.contract, DocumentRow.period == row.period)
    first = list(session.scalars(rest.order_by(DocumentRow.version)))
    return first if issued(session, row.contract, row.period) is None else [row]


def withdraw(session: Session, row: DocumentRow) -> None:
    """Take out a document that is not issued and is no longer to be."""
    record(session, WITHDRAW, name_of(row), {"by": PROGRAM, "from": row.status})
    session.delete(row)


def decide(session: Session, text: str, verb: str, roles: RolesText, *, by: str, why: str) -> DocumentRow:
    """Take a person's step on a document; raises RefusedError where the document or the person does not fit it."""
    row = find(session, text)
    allowed(session, row, verb, roles, by=by, why=why)
    take(session, row, verb, by=by, why=why, at=datetime.now(UTC).isoformat(timespec="seconds"))
    return row


def allowed(session: Session, row: DocumentRow, verb: str, roles: RolesText, *, by: str, why: str) -> None:
    """Nothing where a person may take the step; raises RefusedError."""
    one = step(row.status, verb, name_of(row))
    signed(name_of(row), by=by, why=why)
    if one.role and (refused := roles.refuses(one.role, by, _acted(session, row), name_of(row))):
        raise RefusedError([refused])


def signed(document: str, *, by: str, why: str) -> None:
    """Nothing where somebody decides and says why; raises RefusedError."""
    if not by.strip() or not why.strip():
        raise RefusedError([f"{document}: --by and --why must say who decides and the reason; one of them is empty"])


def take(session: Session, row: DocumentRow, verb: str, *, by: str = PROGRAM, **told: Any) -> None:
    """Take a step and seal it. What the program does by itself tells no instant, so that the same inputs are the same chain."""
    one = step(row.status, verb, name_of(row))
    content = sha256(row.content.encode()).hexdigest()
    record(session, verb, name_of(row), {"by": by, "from": row.status, "to": one.after, "content": content, **told})
    row.status = one.after


def _acted(session: Session, row: DocumentRow) -> dict[str, str]:
    """Who has prepared and approved a document as it stands: name → what they did."""
    acted: dict[str, str] = {}
    subject = TrailRow.subject == name_of(row)
    acts = or_(TrailRow.verb == "publish", TrailRow.verb == "check", TrailRow.verb == "approve")
    for one in session.scalars(select(TrailRow).where(subject, acts).order_by(TrailRow.ordinal)):
        if one.verb == "publish":
            acted = {}
        elif (by := json.loads(one.receipt, parse_float=str)["by"]) != PROGRAM:
            acted[by] = "prepared" if one.verb == "check" else "approved"
    manual = select(Adjustment.by).where(Adjustment.contract == row.contract, Adjustment.period == row.period)
    return {**acted, **dict.fromkeys(session.scalars(manual), "prepared")}
