"""Resolve: a dispute about an issued document has ended, with what was agreed; its credit note may be named when it comes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.life import NEXT, disputes
from vmo.life.events import allowed, find, issued_as, name_of, signed, take
from vmo.life.thawed import thawed
from vmo.money import plain
from vmo.paying.documents import left_of
from vmo.pipeline.house import House
from vmo.records import Dispute, RefusedError, Resolution
from vmo.store import DocumentRow, IssuedRow


def resolve(
    house: House,
    document: str,
    *,
    by: str,
    why: str,
    accept: bool,
    line: str | None = None,
    credit_note: str | None = None,
) -> dict[str, Any]:
    """Accept or reject one dispute, told by its document or by its own id; a document is resolved with its last.

    Of one that was accepted before, `credit_note` says by what. Raises RefusedError where it is not clear which.
    """
    now = datetime.now(UTC)
    resolution: Resolution = "accepted" if accept else "rejected"
    told = {"on": now.date(), "by": by, "why": why, "credit_note": credit_note or ""}
    with house.store.transaction() as session:
        if credit_note and (earlier := _accepted(session, document, line, accept=accept)):
            return _credited(session, earlier, credit_note, by=by, why=why)
        if document.startswith(disputes.ID):
            named = disputes.find(session, document)
            if named.of_partner:
                signed(named.document, by=by, why=why)
                return _of_partner(disputes.settled(session, named, resolution, **told))  # type: ignore[arg-type]
            document, line = named.document, named.id
        row = find(session, document)
        name = name_of(row)
        allowed(session, row, "resolve", house.portfolio.roles, by=by, why=why)
        one = _chosen(session, name, line)
        if one and accept and credit_note:
            _not_paid(session, one, credit_note)
        if one:
            disputes.settled(session, one, resolution, **told)  # type: ignore[arg-type]
        still = [other for other in disputes.of(session, name) if other.open]
        if not still:
            take(session, row, "resolve", by=by, why=why, at=now.isoformat(timespec="seconds"))
            known = issued_as(session, row)
            if accept and known and not left_of(session, known).left:
                take(session, row, "pay", by=by, why="nothing is left to pay", at=now.isoformat(timespec="seconds"))
        what = f"the dispute{f' about {one.line}' if one and one.line else ''} is {resolution}"
        rest = f"; {len(still)} more open" if still else ""
        text = f"{name}: {what}, resolved by {by}: {why}{rest}; next: {NEXT[row.status]}"
        return {"document": name, "status": row.status, "dispute": one.id if one else None, "text": text}


def _accepted(session: Session, document: str, line: str | None, *, accept: bool) -> Dispute | None:
    """The dispute that was accepted before and whose credit note is told now; None where an open one is meant."""
    if document.startswith(disputes.ID):
        one = disputes.find(session, document)
        return one if accept and one.resolution == "accepted" else None
    name = name_of(find(session, document))
    known = [one for one in disputes.of(session, name) if line in (None, one.line, one.id)]
    found = [one for one in known if one.resolution == "accepted" and not one.credit_note]
    if not accept or any(one.open for one in known) or not found:
        return None
    if len(found) > 1:
        told = ", ".join(f"{one.id} ({one.line or 'the whole'}, {one.amount} {one.currency})" for one in found)
        raise RefusedError([f"{name}: --line says whose credit note it is, its line or its id; accepted: {told}"])
    return found[0]


def _credited(session: Session, earlier: Dispute, credit_note: str, *, by: str, why: str) -> dict[str, Any]:
    """Of a document of ours the credit note is then to be paid by so much less itself."""
    signed(earlier.document, by=by, why=why)
    if not earlier.of_partner:
        _not_paid(session, earlier, credit_note)
    one = disputes.credited(session, earlier, credit_note, by=by, why=why)
    what = f"{plain(one.amount)} {one.currency} about {one.line or 'the whole'}, accepted on {one.resolved_on}"
    text = f"{one.document}: {what}, is settled by credit note {credit_note}, told by {by}: {why}"
    return {"document": one.document, "status": one.resolution, "dispute": one.id, "text": text}


def _not_paid(session: Session, one: Dispute, credit_note: str) -> None:
    """Raises RefusedError for a credit note of ours that was paid out: nothing is taken off twice; and for what is none."""
    known = session.get(IssuedRow, credit_note) or _by_id(session, credit_note)
    if known is None:
        return  # a partner's, of what we only expect
    note = thawed(known.frozen)
    if note.kind != "credit_note":
        raise RefusedError([f"--credit-note {credit_note}: found an invoice, expected a credit note"])
    left = left_of(session, known)
    if left.paid and left.left < one.amount:
        paid = f"{plain(left.paid)} {one.currency} of it were paid, {plain(left.left)} are left"
        raise RefusedError(
            [f"--credit-note {credit_note}: {paid}; expected at least {plain(one.amount)}, which it settles"]
        )


def _by_id(session: Session, name: str) -> IssuedRow | None:
    return next((issued_as(session, row) for row in session.scalars(select(DocumentRow)) if name_of(row) == name), None)


def _of_partner(one: Dispute) -> dict[str, Any]:
    """A dispute about a partner's invoice has no document of ours that it leads on."""
    what = f"{one.document}: {plain(one.amount)} {one.currency} {one.code} is {one.resolution}"
    settled = f", by credit note {one.credit_note}" if one.credit_note else ""
    text = f"{what}{settled}, resolved by {one.resolved_by}: {one.resolved_why}; disputed for {one.age(one.raised_on)} days"
    return {"document": one.document, "status": one.resolution, "dispute": one.id, "text": text}


def _chosen(session: Session, name: str, line: str | None) -> Dispute | None:
    """The open dispute that is meant; None of a document that was disputed before disputes were records of their own."""
    known = [one for one in disputes.of(session, name) if one.open]
    found = [one for one in known if line in (None, one.line, one.id)]
    if len(found) > 1 or (known and not found):
        told = ", ".join(f"{one.id} ({one.line or 'the whole'}, {one.amount} {one.currency})" for one in known)
        raise RefusedError([f"{name}: --line says which dispute ends, its line or its id; open: {told}"])
    return found[0] if found else None
