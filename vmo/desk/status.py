"""Status: what is due, arrived, late, quarantined or blocked, and the next action for each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.deliveries import Delivery
from vmo.deliveries.dues import gaps, missing, owed
from vmo.life import NEXT, disputes, payments
from vmo.life.events import issued_as, name_of
from vmo.money import plain
from vmo.partner import Feed
from vmo.paying.documents import payable
from vmo.pipeline.house import House, closed_days, findings_of, findings_of_file, findings_of_landings
from vmo.pipeline.stopped import stopped
from vmo.records import Dispute, Finding
from vmo.settlement.disputing import until
from vmo.settlement.payment import balance
from vmo.store import Closure, DocumentRow, IssuedRow, Release
from vmo.terms import Contract
from vmo.wording import owed_in_words, paid_in_words


def status(house: House, month: str | None) -> dict[str, Any]:
    """One entry a feed (files, rows, days missing, findings with their next action), closures, releases, documents, disputes."""
    with house.store.transaction() as session:
        feeds = [_feed(house, session, partner, name, feed, month) for partner, name, feed in house.portfolio.feeds()]
        closures = [
            f"{row.partner}.{row.feed}:{row.day} accepted as missing by {row.by}: {row.why}"
            for row in session.scalars(select(Closure).order_by(Closure.day))
        ]
        releases = [
            f"{row.rule} of {row.conforming} released by {row.by}: {row.why}"
            for row in session.scalars(select(Release).order_by(Release.conforming))
        ]
        documents = [
            line
            for row in session.scalars(
                select(DocumentRow).order_by(DocumentRow.period, DocumentRow.contract, DocumentRow.version)
            )
            if month in (None, row.period)
            for line in _document(session, row, house.portfolio.contracts.get(row.contract))
        ]
        today = datetime.now(UTC).date()
        of_partners = [one for one in disputes.of(session) if one.open and one.of_partner]
        disputed = [_of_partner(one) for one in sorted(of_partners, key=lambda one: not one.overdue(today))]
        disputed += [_uncredited(one) for one in disputes.of(session) if one.of_partner and _is_uncredited(one)]
    lines = [line for one in feeds for line in _lines(one)]
    return {
        "feeds": feeds,
        "closures": closures,
        "releases": releases,
        "documents": documents,
        "disputes": disputed,
        "text": "\n".join([*lines, *closures, *releases, *documents, *disputed]),
    }


def _feed(house: House, session: Session, partner: str, name: str, feed: Feed, month: str | None) -> dict[str, Any]:
    found = house.deliveries(session, partner, name, feed)
    standing = sorted({day for one in found for day in one.standing})
    window = house.month_of(partner, month) if month else (standing[0], standing[-1]) if standing else None
    due = owed(partner, name, feed, *window) if window else []
    lacking = gaps(due, missing(due, standing, closed_days(session, partner, name)))
    halted = stopped(session, partner, name, feed)
    keys = [conforming.key for conforming, _ in halted]
    counted = [one for one in found if _within(one, window)]
    return {
        "feed": f"{partner}.{name}",
        "files": len(counted),
        "rows_in": sum(one.rows.rows_in for one in counted),
        "accepted": sum(one.rows.accepted for one in counted),
        "quarantined": sum(one.rows.quarantined for one in counted),
        "superseded": sum(one.rows.superseded for one in counted),
        "missing": [f"{one}; {one.act}" for one in lacking],
        "stopped": [landing.name for _, landing in halted],
        "findings": [str(one) for one in _findings(session, partner, name, counted, keys)],
    }


def _document(session: Session, row: DocumentRow, contract: Contract | None) -> Iterator[str]:
    """A document's state, number and next action, and what is to be corrected of it."""
    name = name_of(row)
    known = issued_as(session, row)
    numbered = f" as {known.number} on {known.issued_on}" if known else ""
    owed = owed_in_words(row.net, row.currency, blocked=row.status == "blocked")
    yield f"{name}: {row.status}{numbered}, {owed}; next: {NEXT[row.status]}"
    yield from (f"  {one}" for one in findings_of(session, f"document:{name}"))
    yield from _paid(session, known, contract) if known else ()
    yield from (f"  {_dispute(one)}" for one in disputes.of(session, name) if one.open)


def _paid(session: Session, known: IssuedRow, contract: Contract | None) -> Iterator[str]:
    """Each payment of a document, and what is left after them."""
    of = payable(session, known, contract)
    paid = payments.of(session, of.id)
    yield from (f"  {paid_in_words(one)}" for one in paid)
    left = balance(of, disputes.of(session, of.id), paid).left
    if paid and left:
        last = until(of, paid)
        due = f", due on {of.due_on}" if of.due_on else ""
        yield f"  {plain(left)} {of.currency} left{due}{f', to be disputed until {last}' if last else ''}"


def _dispute(one: Dispute) -> str:
    """An open dispute with its age, and what to do next."""
    today = datetime.now(UTC).date()
    due = f", an answer {'was' if one.overdue(today) else 'is'} due on {one.response_due}" if one.response_due else ""
    what = f"{one.line or 'the whole'}, {one.amount} {one.currency}"
    return f"disputed for {one.age(today)} days: {what}: {one.reason} (by {one.by}){due}; next: vmo resolve {one.id}"


def _of_partner(one: Dispute) -> str:
    """An open dispute about a partner's invoice; those whose answer is late come first."""
    return f"{one.document}: {one.code} {_dispute(one)}"


def _is_uncredited(one: Dispute) -> bool:
    return one.resolution == "accepted" and not one.credit_note


def _uncredited(one: Dispute) -> str:
    """A dispute that a partner has accepted and whose credit note is still to come."""
    what = f"{one.document}: {plain(one.amount)} {one.currency} {one.code} accepted on {one.resolved_on}, no credit note yet"
    return f"{what}; next: vmo resolve {one.id} --accept --credit-note NUMBER, when it has come"


def _findings(
    session: Session, partner: str, name: str, found: list[Delivery], stopped: list[str]
) -> Iterator[Finding]:
    yield from findings_of(session, f"feed:{partner}.{name}")
    yield from findings_of_landings(session, partner, name)
    for key in stopped:
        yield from findings_of(session, f"conforming:{key}")
    for one in found:
        yield from findings_of_file(session, one)
        yield from findings_of(session, f"counts:{one.key}")


def _within(one: Delivery, window: tuple[date, date] | None) -> bool:
    return window is not None and any(window[0] <= day <= window[1] for day in one.days)


def _lines(one: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{one['feed']}: {one['files']} files, {one['rows_in']} rows in, {one['accepted']} accepted, "
        f"{one['quarantined']} quarantined, {one['superseded']} superseded"
    )
    for text in one["missing"]:
        yield f"  missing: {text}"
    for text in one["stopped"]:
        yield f"  stopped: {text}; correct the partner YAML or ask for the file again, then vmo replay"
    for text in one["findings"]:
        yield f"  {text}"
