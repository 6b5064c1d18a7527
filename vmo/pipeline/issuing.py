"""Issuing: an approved document gets its number and leaves the house, once, whatever is killed on the way.

Its files bear the number, so they are rendered and staged before the transaction that gives it; where another process took the
number meanwhile, the next one is tried. After the commit the staged folder is named and the month shows the same files; where
a process was killed between the two, the same command goes on from there.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from vmo import archive
from vmo.check import check
from vmo.events import allowed, find, issued, name_of, take
from vmo.frozen import frozen
from vmo.invoice import render
from vmo.life import ISSUED
from vmo.money import plain
from vmo.numbers import following, number, series_of
from vmo.pipeline.house import House
from vmo.pipeline.month import ready
from vmo.pipeline.recorded import content_of
from vmo.publish import publish
from vmo.records import Document, RefusedError
from vmo.store import IssuedRow


@dataclass(frozen=True)
class Act:
    """Who issues which document, and why."""

    document: str
    by: str
    why: str


def issue(house: House, text: str, *, by: str, why: str, on: date | None = None) -> IssuedRow:
    """Issue an approved document on a day, today by default. Raises RefusedError where it may not be."""
    act = Act(text, by, why)
    with archive.alone(house.portfolio.out / "documents"):
        with house.store.transaction() as session:
            row = find(session, text)
            standing = issued(session, row.contract, row.period) if row.status in ISSUED else None
        if standing is None or _is_whole(house, standing):
            with house.store.transaction() as session:
                allowed(session, row, "issue", house.portfolio.roles, by=by, why=why)
            document, standing = _as_approved(house, row.contract, row.period, row.content), None
            day = on or datetime.now(ZoneInfo(document.time_zone)).date()
            while standing is None:
                standing = _numbered(house, document, act, day, row.content)
        _put(house, standing)
        return standing


def _as_approved(house: House, contract: str, period: str, approved: str) -> Document:
    """The document as it was approved; raises RefusedError where data, contract or code would make another one now."""
    known = house.portfolio.contracts
    if contract not in known:
        raise RefusedError(
            [f"{contract}: no such contract any more; put its YAML back, known: {', '.join(sorted(known))}"]
        )
    one = ready(house, known[contract], period)
    if content_of(one.rendered) != approved:
        what = f"{one.document.id}: data, contract or code have changed since it was approved"
        raise RefusedError(
            [f"{what}; run vmo month --month {period} --contract {contract}, look, and approve it again"]
        )
    return one.document


def _numbered(house: House, draft: Document, act: Act, day: date, approved: str) -> IssuedRow | None:
    """The document under the next number of its series, committed; None where another process took that number."""
    series = series_of(draft, day)
    with house.store.transaction() as session:
        ordinal = following(session, series, day)
    document = replace(draft, status="issued", number=number(series, ordinal), issued_on=day)
    rendered = render(document)
    if wrong := check(document, rendered=rendered):
        raise RefusedError([str(one) for one in wrong])
    staged = archive.stage(rendered, house.portfolio.out / "documents", str(document.number))
    standing = IssuedRow(
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
    try:
        done = _committed(house, standing, act, approved, net=plain(document.totals.net))
    except RefusedError:
        archive.drop(staged)
        raise
    if not done:
        archive.drop(staged)
    return standing if done else None


def _committed(house: House, standing: IssuedRow, act: Act, approved: str, *, net: str) -> bool:
    """The transaction that gives the number; False where it is taken."""
    with house.store.transaction() as session:
        row = find(session, act.document)
        allowed(session, row, "issue", house.portfolio.roles, by=act.by, why=act.why)
        if row.content != approved:
            raise RefusedError([f"{name_of(row)}: it became another document just now; look, and approve it again"])
        if following(session, standing.series, standing.issued_on) != standing.ordinal:
            return False
        session.add(standing)
        row.content = standing.content
        take(
            session,
            row,
            "issue",
            by=act.by,
            why=act.why,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            number=standing.number,
            series=standing.series,
            ordinal=standing.ordinal,
            issued_on=standing.issued_on.isoformat(),
            net=net,
            frozen=sha256(standing.frozen.encode()).hexdigest(),
        )
        return True


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
    return house.portfolio.out / standing.period / standing.contract
