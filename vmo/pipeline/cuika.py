"""A month's integrity, whole: every feed with its findings, every measure with its flags, every quarantine with its value."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calendars
from vmo.integrity.quarantine import Valued
from vmo.integrity.rules import serves
from vmo.partner import Feed
from vmo.pipeline.basis import Feeding, gather
from vmo.pipeline.forensic import LookedInto, look_into
from vmo.pipeline.house import House, findings_of, findings_of_file, with_data
from vmo.pipeline.integrity import Judged, judged, lines_by_hand, of_feed
from vmo.pipeline.month import judge
from vmo.pipeline.registered import without_effect
from vmo.pipeline.stopped import stopped
from vmo.records import Document, Finding, RefusedError, RowCounts
from vmo.schema import TermNotInForceError
from vmo.store import DocumentRow


@dataclass(frozen=True)
class OverFeed:
    """One feed of one partner in the month: its files, its rows, what was found, each with the rule that it serves."""

    partner: str
    name: str
    kind: str
    files: int
    rows: RowCounts
    findings: tuple[tuple[str, Finding], ...]


@dataclass(frozen=True)
class OverMonth:
    """What there is to say of a month. `refused` names the contracts that could not be judged, and why."""

    feeds: tuple[OverFeed, ...]
    measures: tuple[Judged, ...]
    forensics: dict[str, LookedInto]
    quarantines: tuple[Valued, ...]
    findings: tuple[Finding, ...]
    refused: tuple[str, ...] = field(default=())


def look_over(house: House, period: str, partner: str | None = None) -> OverMonth:
    """The month as it stands, of every partner or one. Raises RefusedError for a partner that is not there."""
    known = sorted(house.portfolio.partners)
    if partner is not None and partner not in known:
        raise RefusedError([f"--partner {partner}: no such partner; known: {', '.join(known)}"])
    chosen = [partner] if partner else known
    with house.store.transaction() as session:
        feeds = tuple(
            _feed(house, session, one, name, feed, *house.month_of(one, period))
            for one in chosen
            for _, name, feed in house.portfolio.feeds(one)
        )
    measures: list[Judged] = []
    quarantines: list[Valued] = []
    findings: list[Finding] = []
    refused: list[str] = []
    for contract in house.portfolio.contracts.values():
        if not set(contract.told.scope["partner"]) & set(chosen):
            continue
        try:
            month, document, held = judge(house, gather(house, contract, period, complete=False))
            measures += [
                one
                for one in judged(house, month, document, held, blocked=_blocked(house, document))
                if one.partner in chosen
            ]
        except TermNotInForceError:
            continue
        except RefusedError as error:
            refused += error.reasons
            continue
        findings += [*lines_by_hand(document), *without_effect(house, month, document)]
        if held:
            quarantines.append(held)
            findings += held.findings
    return OverMonth(
        feeds=feeds,
        measures=tuple(measures),
        forensics={one: look_into(house, one, period) for one in chosen},
        quarantines=tuple(quarantines),
        findings=tuple(findings),
        refused=tuple(refused),
    )


def _blocked(house: House, document: Document) -> bool:
    """Whether the last document that was published of the month is blocked."""
    with house.store.transaction() as session:
        newest = session.scalars(
            select(DocumentRow.status)
            .where(DocumentRow.contract == document.contract, DocumentRow.period == document.period)
            .order_by(DocumentRow.version.desc())
        ).first()
    return newest == "blocked"


def _feed(house: House, session: Session, partner: str, name: str, feed: Feed, first: date, last: date) -> OverFeed:
    deliveries = with_data(house.deliveries(session, partner, name, feed), first, last)
    feeding = Feeding(partner, name, feed, tuple(deliveries))
    rows = RowCounts()
    for one in deliveries:
        rows += one.rows
    found = [*of_feed(session, feeding, first, last), *_in_files(session, feeding, first)]
    return OverFeed(
        partner, name, feed.kind, len(deliveries), rows, tuple((serves(one.rule, feed.kind), one) for one in found)
    )


def _in_files(session: Session, feeding: Feeding, first: date) -> Iterator[Finding]:
    """What reading, judging and counting the files of the month found; of stopped files those that came since it began."""
    begun = calendars.midnight(first, feeding.feed.zone).replace(tzinfo=UTC)
    for conforming, landing in stopped(session, feeding.partner, feeding.name, feeding.feed):
        if landing.arrived_at >= begun:
            yield from findings_of(session, f"conforming:{conforming.key}")
    for one in feeding.deliveries:
        yield from findings_of_file(session, one)
        yield from findings_of(session, f"counts:{one.key}")
