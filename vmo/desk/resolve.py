"""Resolve: a dispute about an issued document has ended, with what was agreed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from vmo import disputes
from vmo.events import allowed, find, issued_as, name_of, take
from vmo.life import NEXT
from vmo.money import plain
from vmo.paying import left_of
from vmo.pipeline.house import House
from vmo.records import Dispute, RefusedError, Resolution


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

    Raises RefusedError where it is not clear which.
    """
    now = datetime.now(UTC)
    resolution: Resolution = "accepted" if accept else "rejected"
    told = {"on": now.date(), "by": by, "why": why, "credit_note": credit_note or ""}
    with house.store.transaction() as session:
        if document.startswith(disputes.ID):
            named = disputes.find(session, document)
            if named.of_partner:
                return _of_partner(disputes.settled(session, named, resolution, **told))  # type: ignore[arg-type]
            document, line = named.document, named.id
        row = find(session, document)
        name = name_of(row)
        allowed(session, row, "resolve", house.portfolio.roles, by=by, why=why)
        one = _chosen(session, name, line)
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
