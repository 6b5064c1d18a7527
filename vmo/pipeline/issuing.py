"""Issuing: an approved document gets its number and leaves the house, once, whatever is killed on the way.

Its files bear the number, so they are rendered and staged before the transaction that gives it; where another process took the
number meanwhile, the next one is tried. After the commit the staged folder is named and the month shows the same files; where
a process was killed between the two, the same command goes on from there. The documents of one month's calculation are issued
together.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vmo import charging
from vmo.check import check
from vmo.correction import Bill, effect
from vmo.correction.companion import numbered
from vmo.invoice import render
from vmo.life import ISSUED, archive, calculations, issue_day
from vmo.life.calculations import pending
from vmo.life.events import allowed, find, issued_as, name_of, take, together
from vmo.life.frozen import frozen
from vmo.life.numbers import following, number, series_of
from vmo.money import plain
from vmo.pipeline import correcting
from vmo.pipeline.correcting import Corrected
from vmo.pipeline.house import House
from vmo.pipeline.month import ready
from vmo.pipeline.recorded import content_of
from vmo.publish import publish
from vmo.records import Document, RefusedError
from vmo.store import DocumentRow, IssuedRow


@dataclass(frozen=True)
class Act:
    """Who issues which document, and why."""

    document: str
    by: str
    why: str


@dataclass(frozen=True)
class Approved:
    """What is issued at once: the documents with the content that was approved, and the correction that they are of."""

    bills: tuple[Bill, ...]
    contents: tuple[str, ...]
    correction: Corrected | None = None


def issue(
    house: House, text: str, *, by: str, why: str, on: date | None = None, provisional: bool = False
) -> list[IssuedRow]:
    """Issue an approved document, with those of its correction, on a day, today by default. Raises RefusedError.

    `provisional` lets values leave the house that later data still changes.
    """
    act = Act(text, by, why)
    with archive.alone(house.portfolio.out / "documents"):
        with house.store.transaction() as session:
            rows = together(session, find(session, text))
            standing = [one for row in rows if row.status in ISSUED and (one := issued_as(session, row))]
        if not standing or all(_is_whole(house, one) for one in standing):
            with house.store.transaction() as session:
                for row in rows:
                    allowed(session, row, "issue", house.portfolio.roles, by=by, why=why)
            approved = _as_approved(house, rows)
            agreed = house.portfolio.contracts[rows[0].contract].told.invoice.provisional == "issue"
            day = on or datetime.now(ZoneInfo(approved.bills[0].document.time_zone)).date()
            waiting = [*_running(house, rows[0], day), *awaited(approved.bills[-1].calculation)]
            if waiting and not (provisional or agreed):
                raise RefusedError(waiting)
            if approved.correction is None:  # which keeps the rates of the document that it corrects
                _on_its_day(house, rows[0], day)
            while not (standing := _numbered(house, approved, act, day)):
                pass
        for one in standing:
            _put(house, one)
        return standing


def awaited(calculation: Document) -> list[str]:
    """What of a month later data still changes, as reasons not to issue it yet."""
    act = "wait for it and close the month again, or issue it with --provisional and correct it later"
    return [
        f"{calculation.id}: {one.id} from {one.first} is {one.provisional}; {act}"
        for one in calculation.attainments
        if one.provisional
    ]


def _running(house: House, row: DocumentRow, day: date) -> Iterator[str]:
    """Why a month that is not over on that day is not issued, where anything in it is measured or counted."""
    contract = house.portfolio.contracts[row.contract]
    last = contract.month(row.period)[1]
    counted = contract.told.measures or any(map(charging.counting, contract.told.charges.values()))
    if day <= last and counted:
        act = "issue it when that is over, or with --provisional and correct it later"
        yield f"{name_of(row)}: its month lasts until {last}, and what is counted by {day} is not all of it; {act}"


def _on_its_day(house: House, row: DocumentRow, day: date) -> None:
    """Raises RefusedError where the document holds the exchange rates of another day of issue."""
    contract = house.portfolio.contracts[row.contract]
    if wrong := list(issue_day.refused(contract, *contract.month(row.period), day)):
        raise RefusedError(wrong)


def _as_approved(house: House, rows: Sequence[DocumentRow]) -> Approved:
    """The documents as they were approved; raises RefusedError where data, contract or code would make others now."""
    row, *_ = rows
    with house.store.transaction() as session:
        found = pending(calculations.of(session, row.contract, row.period))
    contents = tuple(one.content for one in rows)
    if found and row.version in found.versions:
        made = correcting.prepared(house, row.contract, row.period, rows)
        return Approved(made.bills, contents, made)
    known = house.portfolio.contracts
    if row.contract not in known:
        raise RefusedError(
            [f"{row.contract}: no such contract any more; put its YAML back, known: {', '.join(sorted(known))}"]
        )
    one = ready(house, known[row.contract], row.period)
    if tuple(map(content_of, one.rendered)) != contents:
        what = f"{one.document.id}: data, contract or code have changed since it was approved"
        raise RefusedError(
            [f"{what}; run vmo month --month {row.period} --contract {row.contract}, look, and approve it again"]
        )
    return Approved(one.bills, contents)


def _numbered(house: House, approved: Approved, act: Act, day: date) -> list[IssuedRow]:
    """The documents under the next numbers of their series, committed; none where another process took one of these."""
    with house.store.transaction() as session:
        numbered = _next(session, approved.bills, day)
    root, staged, standing = house.portfolio.out / "documents", [], []
    try:
        for bill, series, ordinal in numbered:
            document = bill.document
            rendered = render(document, bill.calculation)
            if wrong := check(document, rendered=rendered):
                raise RefusedError([str(one) for one in wrong])  # noqa: TRY301  what is staged is dropped below
            staged.append(archive.stage(rendered, root, str(document.number)))
            standing.append(
                IssuedRow(
                    number=str(document.number),
                    series=series,
                    ordinal=ordinal,
                    contract=document.contract,
                    period=document.period,
                    version=document.version,
                    issued_on=day,
                    content=content_of(rendered),
                    frozen=frozen(document),
                )
            )
        done = _committed(house, approved, standing, act, [effect(bill.document) for bill, _, _ in numbered])
    except RefusedError:
        for folder in staged:
            archive.drop(folder)
        raise
    if not done:
        for folder in staged:
            archive.drop(folder)
    return standing if done else []


def _next(session: Session, bills: Sequence[Bill], day: date) -> list[tuple[Bill, str, int]]:
    """Each document with its series and ordinal, and with the number that these make."""
    given: Counter[str] = Counter()
    found: list[tuple[Bill, str, int]] = []
    for bill in bills:
        series = series_of(bill.document, day)
        ordinal = following(session, series, day) + given[series]
        given[series] += 1
        told = bill.with_(status="issued", number=number(series, ordinal), issued_on=day)
        found.append((numbered([one for one, _, _ in found], told), series, ordinal))
    return found


def _committed(
    house: House, approved: Approved, standing: Sequence[IssuedRow], act: Act, nets: Sequence[Decimal]
) -> bool:
    """The transaction that gives the numbers; False where one is taken."""
    with house.store.transaction() as session:
        rows = together(session, find(session, act.document))
        given: Counter[str] = Counter()
        for row, content, one in zip(rows, approved.contents, standing, strict=True):
            allowed(session, row, "issue", house.portfolio.roles, by=act.by, why=act.why)
            if row.content != content:
                raise RefusedError([f"{name_of(row)}: it became another document just now; look, and approve it again"])
            if following(session, one.series, one.issued_on) + given[one.series] != one.ordinal:
                return False
            given[one.series] += 1
        for row, one, bill, net in zip(rows, standing, approved.bills, nets, strict=True):
            session.add(one)
            row.content = one.content
            _sealed(session, row, one, bill, act, plain(net))
        _stands(session, approved)
        return True


def _sealed(session: Session, row: DocumentRow, one: IssuedRow, bill: Bill, act: Act, net: str) -> None:
    document = bill.document
    take(
        session,
        row,
        "issue",
        by=act.by,
        why=act.why,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        number=one.number,
        series=one.series,
        ordinal=one.ordinal,
        issued_on=one.issued_on.isoformat(),
        net=net,
        kind=document.kind,
        corrects=document.corrects.number if document.corrects else "",
        frozen=sha256(one.frozen.encode()).hexdigest(),
    )


def _stands(session: Session, approved: Approved) -> None:
    """The calculation that was issued stands from now on."""
    if approved.correction is None:
        first, *_ = approved.bills
        documents = [bill.document for bill in approved.bills]
        calculations.keep(session, first.document, calculations.first(documents, first.calculation))
        return
    document = approved.correction.ready.document
    found = pending(calculations.of(session, document.contract, document.period))
    if found is None:
        raise RefusedError([f"{document.id}: its correction was withdrawn just now; run vmo correct again"])
    correcting.stand(session, approved.correction, found)


def _put(house: House, standing: IssuedRow) -> None:
    """The files of an issued document, in the archive and in its month. Raises RefusedError where they are lost."""
    place = _archived(house, standing)
    if not archive.put(place.parent, standing.number, standing.content):
        what = f"{standing.number}: it is issued, and its files are neither in {place} nor staged beside it"
        raise RefusedError([f"{what}; restore that folder from a backup"])
    publish(archive.bytes_of(place), _month(house, standing))


def _is_whole(house: House, standing: IssuedRow) -> bool:
    """Whether the files of an issued document lie in the archive and in its month."""
    return archive.listed(_archived(house, standing)) == standing.content == archive.listed(_month(house, standing))


def _archived(house: House, standing: IssuedRow) -> Path:
    return house.portfolio.out / "documents" / standing.number


def _month(house: House, standing: IssuedRow) -> Path:
    return house.portfolio.out / archive.place(standing.contract, standing.period, standing.version)
