"""Correcting: an issued month that comes to something else → what the contract says becomes of the difference (domain.md 5.5).

A new calculation of the whole month is set beside the one that stands. By the contract their difference is a document of its own,
or everything is taken back and invoiced anew, or it rolls into the next open month; a month whose money stays is only recorded.
The documents go the way of every other: checked, approved, issued; those of one correction together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import correction
from vmo.check import check
from vmo.correction import Bill, companion
from vmo.invoice import render
from vmo.life import archive, calculations
from vmo.life.calculations import Calculated, How, Reason
from vmo.life.events import find, issued, withdraw
from vmo.life.frozen import figures, frozen
from vmo.life.thawed import thawed
from vmo.money import plain
from vmo.past import before
from vmo.pipeline import integrity, past, recorded, rolled
from vmo.pipeline.house import House, keep_findings
from vmo.pipeline.integrity import Judged
from vmo.pipeline.month import Ready, as_it_would_leave, beside_what_is_issued, ready
from vmo.publish import publish, withdrawn
from vmo.records import Document, Line, RefusedError
from vmo.schema import Entry
from vmo.store import DocumentRow, IssuedRow
from vmo.terms import Contract, Corrections

CORRECT = "correct"


class NothingDiffersError(RefusedError):
    """The month comes to what was issued."""


@dataclass(frozen=True)
class Known:
    """A month as it was issued: its calculations, and its documents that were never taken back, each as it was issued."""

    calculations: tuple[Calculated, ...]
    standing: tuple[Document, ...]
    versions: int
    first_issued_on: date

    @property
    def calculation(self) -> Document:
        return calculations.standing(self.calculations).document


@dataclass(frozen=True)
class Corrected:
    """What becomes of a month's difference: documents, or a month that it rolls into, or only a record."""

    ready: Ready
    known: Known
    how: How
    bills: tuple[Bill, ...] = ()
    into: str = ""
    judged: tuple[Judged, ...] = ()

    @property
    def lines(self) -> list[Line]:
        """What differs, line by line."""
        return correction.differences(self.known.calculation, self.ready.document)

    def calculated(self, reason: str, *, pending: bool) -> Calculated:
        """The new calculation as it is kept."""
        ordinal = calculations.standing(self.known.calculations).ordinal + 1
        versions = tuple(one.document.version for one in self.bills)
        return Calculated(ordinal, self.how, versions, self.into, pending, reason, frozen(self.ready.document))


def correct(house: House, text: str, *, by: str, why: str, reason: Reason, on: date | None = None) -> Corrected:
    """Calculate an issued month anew, and prepare or record what becomes of the difference.

    Raises RefusedError where nothing is issued or differs, or the contract does not allow it.
    """
    if not by.strip() or not why.strip():
        raise RefusedError([f"{text}: --by and --why must say who corrects it and the reason; one of them is empty"])
    with house.store.transaction() as session:
        row = find(session, text)
    if refused := house.portfolio.roles.refuses("preparer", by, {}, text):
        raise RefusedError([refused])
    contract = _contract(house, row.contract)
    place = house.portfolio.out / row.period / row.contract
    try:
        made = corrected(house, contract, row.period, on=on or datetime.now(ZoneInfo(contract.told.time_zone)).date())
    except NothingDiffersError:
        with house.store.transaction() as session:
            known = known_of(session, contract.id, row.period)
            _drop(session, contract.id, row.period, beyond=0, known=known)
        withdrawn(place, above=known.versions)
        raise
    rendered = [rendered_of(bill) for bill in made.bills]
    told = made.calculated(reason, pending=bool(made.bills))
    with house.store.transaction() as session:
        if issued(session, contract.id, row.period) is None or known_of(session, contract.id, row.period) != made.known:
            raise RefusedError(
                [f"{text}: another document of that month was issued just now; look, and correct it again"]
            )
        _drop(session, contract.id, row.period, beyond=len(made.bills), known=made.known)
        documents = [bill.document for bill in made.bills]
        recorded.keep_documents(session, list(zip(documents, rendered, strict=True)), by=by, why=why, reason=reason)
        calculations.keep(session, made.ready.document, told)
        if not made.bills:
            stand(session, made, told)
    for bill, files in zip(made.bills, rendered, strict=True):
        publish(files, house.portfolio.out / archive.place(row.contract, row.period, bill.document.version))
    withdrawn(place, above=made.known.versions + len(made.bills))
    return made


def stand(session: Session, made: Corrected, told: Calculated) -> None:
    """A correction takes its place: the months to come look back on it, and nothing is due any more."""
    document = made.ready.document
    calculations.keep(session, document, replace(told, pending=False))
    past.keep(session, document)
    integrity.keep(session, document.contract, document.period, made.judged)
    keep_findings(session, f"document:{document.id}", [])


def corrected(house: House, contract: Contract, period: str, *, on: date | None = None) -> Corrected:
    """What becomes of a month's difference now; `on` is the day it is decided, which the contract may bound."""
    with house.store.transaction() as session:
        if issued(session, contract.id, period) is None:
            raise RefusedError(
                [f"{contract.id}/{period}: it is not issued, so nothing is corrected; vmo month calculates it anew"]
            )
        known = known_of(session, contract.id, period)
        into = _open_after(session, contract.id, period)
    terms = _terms(contract, period)
    one = ready(house, contract, period, anew=True)
    if errors := [str(found) for found in one.document.findings if found.severity == "error"]:
        raise RefusedError(errors)
    old, new = known.calculation, one.document
    if figures(frozen(old)) == figures(frozen(new)):
        what = f"{contract.id}/{period}: it comes to what was issued, net {plain(old.totals.net)}"
        raise NothingDiffersError([f"{what}; nothing is to be corrected"])
    if on is not None:
        _allowed(contract, period, terms, known, new.totals.net - old.totals.net, on)
    judged = tuple(integrity.judged(house, one.month, new, one.quarantine, blocked=False))
    return replace(_by_terms(contract, one, known, terms.value, into), judged=judged)


def _by_terms(contract: Contract, one: Ready, known: Known, terms: Corrections, into: str) -> Corrected:
    """By the contract: rolled, recorded, a document of the differences, or all taken back and invoiced anew."""
    old, new = known.calculation, one.document
    first, _ = contract.month(into)
    try:
        parts = rolled.parts(contract, first, old, new)
    except KeyError:  # a tax that the next month does not charge: nothing can roll there
        parts = None
    if old.totals == new.totals and (parts == {} or not correction.differences(old, new)):
        return Corrected(one, known, "recorded")
    if parts and abs(new.totals.net - old.totals.net) < terms.threshold:
        return Corrected(one, known, "rolled", into=into)
    version = known.versions + 1
    if terms.by == "net_adjust":
        return Corrected(one, known, terms.by, companion.differing(old, new, version, known.standing))
    shown = [_with_logo(one_, new) for one_ in known.standing]
    back = [correction.reversed_(one_, old, version + n) for n, one_ in enumerate(shown)]
    anew = companion.anew(replace(new, version=version + len(back)), known.standing)
    return Corrected(one, known, terms.by, (*back, *anew))


def later_months(house: House, contract: str, period: str) -> list[str]:
    """What is due of the later months that are issued, now that an earlier one has changed (decision M7)."""
    with house.store.transaction() as session:
        rows = select(IssuedRow.period).where(IssuedRow.contract == contract, IssuedRow.period > period).distinct()
        later = sorted(session.scalars(rows))
    told = []
    for one in later:
        try:
            found = beside_what_is_issued(house, _contract(house, contract), one).findings
        except RefusedError as refused:
            told += [f"{contract}/{one}: it cannot be calculated anew: {reason}" for reason in refused.reasons]
        else:
            told += [f"{finding.severity}: {finding}" for finding in found]
    return told


def _with_logo(issued_: Document, new: Document) -> Document:
    """An issued document with the logo that its supplier has now: of an image only the hash was frozen."""
    return replace(issued_, supplier=replace(issued_.supplier, logo=new.supplier.logo))


def rendered_of(bill: Bill) -> dict[str, bytes]:
    """The files of a document that is checked; raises RefusedError with what the checks find."""
    files = render(bill.document, bill.calculation)
    leaving = {**files, **as_it_would_leave(bill.document)}
    if wrong := [*check(bill.document), *check(bill.document, rendered=leaving)]:
        raise RefusedError([str(one) for one in wrong])
    return files


def known_of(session: Session, contract: str, period: str) -> Known:
    """An issued month as the store knows it."""
    found = calculations.of(session, contract, period)
    rows = select(IssuedRow).where(IssuedRow.contract == contract, IssuedRow.period == period)
    by_version = {row.version: row for row in session.scalars(rows.order_by(IssuedRow.version))}
    standing = tuple(thawed(by_version[version].frozen) for version in calculations.standing_versions(found))
    kept = tuple(one for one in found if not one.pending)
    return Known(kept, standing, max(by_version), by_version[min(by_version)].issued_on)


def _drop(session: Session, contract: str, period: str, *, beyond: int, known: Known) -> None:
    """Take out what an earlier run prepared and this one does not."""
    rows = select(DocumentRow).where(
        DocumentRow.contract == contract,
        DocumentRow.period == period,
        DocumentRow.version > known.versions + beyond,
    )
    for row in session.scalars(rows):
        withdraw(session, row)
    if not beyond and (left := calculations.pending(calculations.of(session, contract, period))):
        calculations.drop(session, contract, period, left.ordinal)
    session.flush()


def _open_after(session: Session, contract: str, period: str) -> str:
    """The first month after a month of which nothing is issued."""
    after = before(period, -1)
    while issued(session, contract, after):
        after = before(after, -1)
    return after


def _contract(house: House, name: str) -> Contract:
    known = house.portfolio.contracts
    if name not in known:
        raise RefusedError([f"{name}: no such contract any more; put its YAML back, known: {', '.join(sorted(known))}"])
    return known[name]


def _terms(contract: Contract, period: str) -> Entry[Corrections]:
    history = contract.told.invoice.corrections
    if history is None:
        where = contract.where("invoice")
        expected = "`corrections: {2026-01-01: {value: {by: net_adjust}, ref: CLAUSE}}` or `by: credit_and_rebill`"
        raise RefusedError(
            [
                f"{where}: corrections are missing, nothing says how {period} is corrected; expected in `invoice` {expected}"
            ]
        )
    return history.entry(contract.month(period)[0])


def _allowed(
    contract: Contract, period: str, terms: Entry[Corrections], known: Known, difference: Decimal, on: date
) -> None:
    """Raises RefusedError outside the restatement window, or against its direction."""
    told, clause, name = terms.value, f" ({terms.ref})" if terms.ref else "", f"{contract.id}/{period}"
    if told.window_days is not None and on > (last := known.first_issued_on + timedelta(told.window_days)):
        what = f"{name}: found {on}, expected {last} or earlier, {told.window_days} days after it was issued{clause}"
        raise RefusedError([f"{what}; agree a line on an open month instead (vmo adjust)"])
    if (told.direction == "downwards" and difference > 0) or (told.direction == "upwards" and difference < 0):
        what = f"{name}: found a difference of {difference:+f} in net, expected one {told.direction} only{clause}"
        raise RefusedError([f"{what}; it stays as issued"])


def prepared(house: House, contract: str, period: str, rows: Sequence[DocumentRow]) -> Corrected:
    """The correction whose documents were approved; raises RefusedError where data, contract or code would make another now."""
    made = corrected(house, _contract(house, contract), period)
    found = [(one.document.version, recorded.content_of(rendered_of(one))) for one in made.bills]
    if found != [(row.version, row.content) for row in rows]:
        what = f"{contract}/{period}: data, contract or code have changed since its correction was approved"
        raise RefusedError([f"{what}; run vmo correct again, look, and approve it again"])
    return made
