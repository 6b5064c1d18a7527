"""Accruing: what the months that are not issued cost or earn so far, with its reversal on the first day of the next month.

An accrual is taken back on that day whatever becomes of the month, so a month that still is not issued at the end of a later one
is accrued again with that, and one that was issued meanwhile no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from vmo import calendars, plugins
from vmo.check import check
from vmo.correction import Bill
from vmo.journal import accrued, taken_back
from vmo.life import ISSUED
from vmo.life.events import issued, name_of, together
from vmo.pipeline.correcting import prepared
from vmo.pipeline.house import House
from vmo.pipeline.month import ready
from vmo.pipeline.open_days import open_days
from vmo.pipeline.recorded import content_of
from vmo.publish import beside
from vmo.records import Document, Journal, RefusedError
from vmo.store import DocumentRow
from vmo.unexpected import reasons

ACCRUAL, REVERSAL, PATTERN = "accrual.csv", "accrual-reversal.csv", "accrual*.csv"


@dataclass(frozen=True)
class Accruals:
    """The accruals of a month end, the documents that they are of, and what is left out, with the reason. `so_far` says of a
    month that is open what is known of its credits.
    """

    on: date
    documents: tuple[Document, ...]
    journals: tuple[Journal, ...]
    left_out: tuple[str, ...]
    paths: tuple[Path, ...]
    so_far: Mapping[str, str]


def accrue(house: House, month: str) -> Accruals:
    """Write the accruals at the end of a month and their reversals, read back before they are.

    Raises RefusedError where they are not what the documents say.
    """
    on = calendars.month(month)[1]
    documents, left_out = _open(house, month)
    so_far: dict[str, str] = {}
    for name, contract in sorted(house.portfolio.contracts.items()):
        try:
            if one := open_days(house, contract, on):
                documents.append(one.document)
                so_far[one.document.id] = one.of_credits
        except Exception as error:  # noqa: BLE001  one contract's trouble is not the next one's
            left_out.append(f"{name}, the days to {on}: " + "; ".join(reasons(error)))
    journals = tuple(accrued(each, on, so_far.get(each.id, "")) for each in documents)
    text = plugins.find("documents", "journal").text
    written = {ACCRUAL: text(journals), REVERSAL: text([taken_back(one) for one in journals])}
    told = {name: content for name, content in written.items() if content}
    ids = [each.id for each in documents]
    found = (finding for each in documents for finding in check(each, accrued=told, accrued_of=ids))
    if wrong := [str(finding) for finding in found if finding.severity == "error"]:
        raise RefusedError(wrong)
    paths = beside(told, house.portfolio.out / month, pattern=PATTERN)
    return Accruals(on, tuple(documents), journals, tuple(left_out), tuple(paths), so_far)


def _open(house: House, month: str) -> tuple[list[Document], list[str]]:
    """The documents up to a month that are not issued, and why others are left out."""
    with house.store.transaction() as session:
        rows = select(DocumentRow).where(DocumentRow.period <= month)
        known = list(session.scalars(rows.order_by(DocumentRow.contract, DocumentRow.period, DocumentRow.version)))
        session.expunge_all()
    told = {(row.contract, row.period) for row in known}
    left_out = [
        f"{one}/{month}: has no document; run vmo month --month {month} --contract {one}"
        for one in sorted(house.portfolio.contracts)
        if (one, month) not in told
    ]
    documents = []
    bills: dict[tuple[str, str], tuple[Bill, ...]] = {}  # a month of two documents is closed once
    for row in known:
        if row.status in ISSUED:
            left_out += [f"{name_of(row)}: {row.status}, and booked by its own journal"] * (row.period == month)
            continue
        try:
            month_of = row.contract, row.period
            if month_of not in bills:
                bills[month_of] = _as_recorded(house, row)
            documents.append(next(one.document for one in bills[month_of] if one.document.version == row.version))
        except Exception as error:  # noqa: BLE001  one contract's trouble is not the next one's
            left_out.append("; ".join(reasons(error)))
    return documents, left_out


def _as_recorded(house: House, row: DocumentRow) -> tuple[Bill, ...]:
    """A document and those beside it as they were published; raises RefusedError where nothing can be accrued of them."""
    name = name_of(row)
    act = f"vmo month --month {row.period} --contract {row.contract}"
    if row.status == "blocked":
        raise RefusedError([f"{name}: blocked; put right what its scorecard lists, then {act}"])
    if row.contract not in house.portfolio.contracts:
        raise RefusedError([f"{name}: its contract is no longer in contracts/; put its YAML back"])
    with house.store.transaction() as session:
        rows = together(session, session.get_one(DocumentRow, (row.contract, row.period, row.version)))
        corrects = issued(session, row.contract, row.period) is not None
    if corrects:
        return prepared(house, row.contract, row.period, rows).bills
    one = ready(house, house.portfolio.contracts[row.contract], row.period)
    if [content_of(files) for files in one.rendered] != [each.content for each in rows]:
        raise RefusedError([f"{name}: data, contract or code have changed since it was published; run {act}"])
    return one.bills
