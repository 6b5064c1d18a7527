"""The chain of receipts: every act of the line, each entry sealed with the hash of the one before it.

The store keeps when; what is published holds no clock facts. `broken` walks the chain and names the first entry that
does not follow from the one before it.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vmo.store import TrailRow

START = "0" * 64


def record(session: Session, verb: str, subject: str, receipt: dict[str, Any]) -> None:
    """Append one act. `receipt` holds text, integers and lists of these."""
    last = session.scalars(select(TrailRow).order_by(TrailRow.ordinal.desc()).limit(1)).first()
    text = json.dumps(receipt, sort_keys=True, ensure_ascii=False)
    ordinal, previous = (last.ordinal + 1, last.hash) if last else (1, START)
    session.add(
        TrailRow(
            ordinal=ordinal,
            at=datetime.now(UTC),
            verb=verb,
            subject=subject,
            receipt=text,
            previous=previous,
            hash=_seal(ordinal, verb, subject, text, previous),
        )
    )


def broken(session: Session) -> str | None:
    """Where the chain breaks, or None."""
    previous, expected = START, 1
    for row in session.scalars(select(TrailRow).order_by(TrailRow.ordinal)):
        if row.ordinal != expected or row.previous != previous:
            return (
                f"entry {row.ordinal}: does not name the hash of entry {expected - 1}; an entry was removed or put in"
            )
        if row.hash != _seal(row.ordinal, row.verb, row.subject, row.receipt, row.previous):
            return f"entry {row.ordinal} ({row.verb} {row.subject}): its text was changed after it was sealed"
        previous, expected = row.hash, expected + 1
    return None


def length(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TrailRow)) or 0


def _seal(ordinal: int, verb: str, subject: str, receipt: str, previous: str) -> str:
    return hashlib.sha256(
        json.dumps([ordinal, verb, subject, receipt, previous], ensure_ascii=False).encode()
    ).hexdigest()
