"""Numbers: one after the other in each series, given by the transaction that issues (domain.md 5.6).

A series is a legal entity, a type of document and a year: `acme-380-2026`. The entity is the supplier, also where the customer
issues in its name. What we only expect the supplier to bill bears no fiscal number: its series begins with X.
"""

import json
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vmo.records import Document, RefusedError
from vmo.store import IssuedRow, TrailRow

DIGITS = 5


def series_of(document: Document, issued_on: date) -> str:
    """The series of a document issued on a day."""
    if not document.type_code:
        return f"X-{document.supplier.id}-{issued_on:%Y}"
    return f"{document.supplier.id}-{document.type_code}-{issued_on:%Y}"


def number(series: str, ordinal: int) -> str:
    """The number as it stands on the document.

    >>> number("acme-380-2026", 7)
    'acme-380-2026-00007'
    """
    return f"{series}-{ordinal:0{DIGITS}}"


def following(session: Session, series: str, issued_on: date) -> int:
    """The next ordinal of a series. Raises RefusedError where the store was changed by hand, or the day is too early."""
    known, latest = session.execute(
        select(func.max(IssuedRow.ordinal), func.max(IssuedRow.issued_on)).where(IssuedRow.series == series)
    ).one()
    if (known or 0) != (sealed := _sealed(session, series)):
        what = f"series {series}: the store ends at {known or 0}, the chain of receipts at {sealed}"
        raise RefusedError([f"{what}; issued documents were changed by hand: run vmo verify before anything is issued"])
    if latest and latest > issued_on:
        what = f"series {series}: found {issued_on}, expected {latest} or later, the day of its last number"
        raise RefusedError([f"{what}; numbers and days go the same way, so issue it with --on {latest} or later"])
    return sealed + 1


def _sealed(session: Session, series: str) -> int:
    """The last ordinal of a series by the chain, which remembers what was deleted from the store."""
    named = json.dumps({"series": series}, ensure_ascii=False).strip("{}")
    last = session.scalars(
        select(TrailRow)
        .where(TrailRow.verb == "issue", TrailRow.receipt.contains(named, autoescape=True))
        .order_by(TrailRow.ordinal.desc())
        .limit(1)
    ).first()
    return int(json.loads(last.receipt, parse_float=str)["ordinal"]) if last else 0
