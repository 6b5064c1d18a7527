"""Remitted: the payments of a month in one journal, `out/<month>/payments.csv`, read back before it is written.

It is made of what is recorded, so that whoever is killed before it is written, or lacked an account, writes it next time. Each
payment is a journal under its own id, by which a ledger knows what it has booked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calendars, plugins
from vmo.check import check
from vmo.journal import booked
from vmo.journal_text import booking
from vmo.life import archive, payments
from vmo.life.events import find, issued_as
from vmo.life.payments import PaymentRow
from vmo.life.thawed import thawed
from vmo.paying.remittance import remittance, unmapped
from vmo.pipeline.house import House
from vmo.publish import beside
from vmo.records import Booking, Document, Journal, Payment, RefusedError
from vmo.store import DocumentRow, TrailRow
from vmo.trail import record
from vmo.unexpected import reasons

FILE = "payments.csv"
BOOKED = "book"


@dataclass(frozen=True)
class Remitted:
    """The journals of a month's payments, what is left out, with its reason, and the file."""

    journals: tuple[Journal, ...]
    left_out: tuple[str, ...]
    paths: tuple[Path, ...]


def remitted(house: House, month: str) -> Remitted:
    """Write the payments of a month. Raises RefusedError where they are not what was recorded."""
    with archive.alone(house.portfolio.out / "documents"):
        journals, documents, left_out = _journals(house, month)
        told = {FILE: plugins.find("documents", "journal").text(journals)} if journals else {}
        found = (one for document, paid in documents for one in check(document, paid=told, payments=paid))
        if wrong := [str(one) for one in found if one.severity == "error"]:
            raise RefusedError(wrong)
        place = house.portfolio.out / month
        _sealed(house, f"{month}/{FILE}", told.get(FILE))
        paths = beside(told, place, pattern=FILE) if told or place.exists() else []
    return Remitted(tuple(journals), tuple(left_out), tuple(paths))


def written(session: Session) -> dict[str, str]:
    """File of payments → its sha256 as it was last written, empty where it was taken away."""
    rows = select(TrailRow).where(TrailRow.verb == BOOKED).order_by(TrailRow.ordinal)
    return {row.subject: json.loads(row.receipt, parse_float=str)["sha256"] for row in session.scalars(rows)}


def _sealed(house: House, path: str, content: bytes | None) -> None:
    """Record what the file holds, before it does: after a kill between the two it is written again."""
    told = "" if content is None else sha256(content).hexdigest()
    with house.store.transaction() as session:
        if written(session).get(path, "") != told:
            record(session, BOOKED, path, {"sha256": told})


def _journals(house: House, month: str) -> tuple[list[Journal], list[tuple[Document, list[Payment]]], list[str]]:
    """The journals by day, the documents with all their payments, and what cannot be booked yet."""
    first, last = calendars.month(month)
    journals: list[Journal] = []
    documents: list[tuple[Document, list[Payment]]] = []
    left_out: list[str] = []
    with house.store.transaction() as session:
        rows = select(PaymentRow.document).where(PaymentRow.paid_on >= first, PaymentRow.paid_on <= last).distinct()
        for name in sorted(session.scalars(rows)):
            own = payments.of(session, name)
            try:
                document = _as_issued(house, session, find(session, name))
            except Exception as error:  # noqa: BLE001  one contract's trouble is not the next one's
                left_out.append("; ".join(reasons(error)))
                continue
            documents.append((document, own))
            for n, one in enumerate(own):
                if first <= one.paid_on <= last:
                    journal = remittance(document, one, own[:n], document.booking)
                    lacking = list(_lacking(document, one, journal))
                    left_out += lacking
                    journals += [] if lacking else [journal]
    return sorted(journals, key=lambda one: one.accounting_date), documents, left_out


def _as_issued(house: House, session: Session, row: DocumentRow) -> Document:
    """The document with the journal that it left with, and how the portfolio books today."""
    known = issued_as(session, row)
    contract = house.portfolio.contracts.get(row.contract)
    if known is None or contract is None:
        what = f"{row.contract}/{row.period}/{row.version}: its contract is no longer in contracts/"
        raise RefusedError([f"{what}, so its payments are not booked; put its YAML back"])
    document, portfolio = thawed(known.frozen), house.portfolio
    first, _ = contract.month(row.period)
    told = booking(portfolio.told.journal, contract, portfolio.told.home_currency, portfolio.tables, first)
    return replace(document, booking=told, journal=booked(document))


def _lacking(document: Document, one: Payment, journal: Journal) -> Iterator[str]:
    """Why a payment cannot be booked yet, and what to do."""
    what = f"{one.id} of {document.id}, {one.amount:f} {one.currency} on {one.paid_on}, is not booked"
    again = f"then vmo accrue --month {journal.period}"
    for role in unmapped(journal):
        expected = f'expected an account of the ledger there, as {role}: "1200"'
        yield f"{what}: `journal` of portfolio.yaml has no {role} under accounts; {expected}, {again}"
    if _unrated(journal.booking, journal):
        rates = f"no rate of {journal.currency} to {journal.booking.home} on its day or the week before"
        yield f"{what}: {rates}; add it to the table that `journal` names, {again}"


def _unrated(told: Booking, journal: Journal) -> bool:
    return told.exchange is not None and journal.rate is None
