"""What the store knows of a contract's months: their manual lines, their documents."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.correction import effect
from vmo.events import take
from vmo.life import ISSUED
from vmo.money import plain
from vmo.pipeline import past
from vmo.price import MANUAL
from vmo.records import Document, Line
from vmo.roles import PROGRAM
from vmo.store import Adjustment, DocumentRow
from vmo.terms import Contract
from vmo.trail import record

RESULT = "result.json"


def adjustments(session: Session, contract: Contract, period: str, first: date, last: date) -> tuple[Line, ...]:
    """The manual lines of a month, in the order of their ids."""
    rows = session.scalars(
        select(Adjustment)
        .where(Adjustment.contract == contract.id, Adjustment.period == period)
        .order_by(Adjustment.id)
    )
    return tuple(
        Line(
            row.id,
            MANUAL,
            first,
            last,
            f"{row.text} ({row.why}; by {row.by})",
            Decimal(1),
            "one",
            Decimal(row.amount),
            Decimal(row.amount),
            "manual adjustment",
        )
        for row in rows
    )


def content_of(rendered: dict[str, bytes]) -> str:
    """The names and sha256s of a document's files."""
    return "\n".join(f"{sha256(rendered[name]).hexdigest()}  {name}" for name in sorted(rendered))


def keep(session: Session, document: Document, rendered: dict[str, bytes], *, by: str = PROGRAM) -> bool:
    """Record what the month came to, and its document; False, and nothing, where one is issued."""
    known = session.get(DocumentRow, (document.contract, document.period, document.version))
    if known and known.status in ISSUED:
        return False
    past.keep(session, document)
    keep_document(session, document, rendered, by=by)
    return True


def keep_document(session: Session, document: Document, rendered: dict[str, bytes], *, by: str, **told: str) -> None:
    """Record a document that is not issued, checked unless it is blocked; `told` is said of its check.

    The same document again changes nothing; another one takes an approval with it.
    """
    key = (document.contract, document.period, document.version)
    known, content = session.get(DocumentRow, key), content_of(rendered)
    if known and known.content == content:
        if known.status == "draft":  # as documents were kept before they had a life
            take(session, known, "check", by=by, **told)
        return
    if known:
        if known.status == "approved":
            take(session, known, "lapse", why="the month came to another content")
        session.delete(known)
        session.flush()
    _publish(session, document, rendered, content)
    if document.status == "draft":
        take(session, session.get_one(DocumentRow, key), "check", by=by, **told)


def _publish(session: Session, document: Document, rendered: dict[str, bytes], content: str) -> None:
    session.add(
        DocumentRow(
            contract=document.contract,
            period=document.period,
            version=document.version,
            status=document.status,
            net=plain(effect(document)),
            currency=document.currency,
            content=content,
            published_at=datetime.now(UTC),
        )
    )
    record(
        session,
        "publish",
        document.id,
        {
            "status": document.status,
            "net": plain(effect(document)),
            "currency": document.currency,
            "charges": plain(document.totals.charges),
            "credits": plain(document.totals.credits),
            "errors": sum(one.severity == "error" for one in document.findings) if document.status == "blocked" else 0,
            "figures": _figures(rendered),
            "files": content,
        },
    )


def _figures(rendered: dict[str, bytes]) -> str:
    """A hash of what a reader is told: every value with its definition, every amount. Files and findings may change beside it."""
    told = json.loads(rendered[RESULT], parse_float=str)
    figures = {name: told[name] for name in ("attainment", "lines", "credits", "totals")}
    return sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
