"""What the store knows of a contract's months: their manual lines, their documents."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.correction import effect
from vmo.life import ISSUED
from vmo.life.events import take, withdraw
from vmo.life.roles import PROGRAM
from vmo.money import plain
from vmo.pipeline import past
from vmo.price import MANUAL
from vmo.records import Document, Line
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


def keep(
    session: Session,
    calculation: Document,
    documents: Sequence[Document],
    rendered: Sequence[dict[str, bytes]],
    *,
    by: str = PROGRAM,
) -> bool:
    """Record what the month came to, and its documents; False, and nothing, where one is issued.

    The receipt of a month's only document tells what the month came to.
    """
    rows = select(DocumentRow).where(
        DocumentRow.contract == calculation.contract, DocumentRow.period == calculation.period
    )
    known = list(session.scalars(rows.order_by(DocumentRow.version)))
    if any(row.status in ISSUED for row in known):
        return False
    past.keep(session, calculation)
    for row in known[len(documents) :]:
        withdraw(session, row)
    told = [calculation] if len(documents) == 1 else documents
    keep_documents(session, list(zip(told, rendered, strict=True)), by=by)
    return True


def keep_documents(
    session: Session, found: Sequence[tuple[Document, dict[str, bytes]]], *, by: str, **told: str
) -> None:
    """Record documents that are approved and issued together, checked unless they are blocked; `told` is said of their checks.

    The same again changes nothing; where one of them is another now, every approval of them goes.
    """
    rows = [session.get(DocumentRow, (one.contract, one.period, one.version)) for one, _ in found]
    same = [row is not None and row.content == content_of(files) for row, (_, files) in zip(rows, found, strict=True)]
    for (document, rendered), row, unchanged in zip(found, rows, same, strict=True):
        if row and row.status == "approved" and not all(same):
            take(
                session,
                row,
                "lapse",
                why=f"the month came to another {'document beside it' if unchanged else 'content'}",
            )
        if row and unchanged:
            if row.status == "draft":  # its approval lapsed, or it was kept before documents had a life
                take(session, row, "check", by=by, **told)
            continue
        if row:
            session.delete(row)
            session.flush()
        _publish(session, document, rendered, content_of(rendered))
        if document.status == "draft":
            key = (document.contract, document.period, document.version)
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
