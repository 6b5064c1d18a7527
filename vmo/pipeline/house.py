"""A portfolio with its store and lake open, and what stands in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vmo.calendars import days, month
from vmo.deliveries import Delivery, deliveries
from vmo.lake import Lake
from vmo.partner import Feed
from vmo.pipeline.reading import reading
from vmo.portfolio import Portfolio, load
from vmo.records import Finding
from vmo.store import Closure, FindingRow, Store
from vmo.terms import Contract


@dataclass(frozen=True)
class House:
    """The portfolio of one folder, its store and its lake."""

    portfolio: Portfolio

    @cached_property
    def store(self) -> Store:
        return Store(self.portfolio.store_url)

    @cached_property
    def lake(self) -> Lake:
        return Lake(self.portfolio.state)

    def deliveries(self, session: Session, partner: str, feed_name: str, feed: Feed) -> list[Delivery]:
        """The current deliveries of a feed under the feed text in force, earliest arrival first."""
        return deliveries(session, partner, feed_name, feed, reading(feed))

    def feeds_of(self, contract: Contract) -> Iterator[tuple[str, str, Feed]]:
        """The feeds that a contract draws on: of the partners in scope, of the kinds that its measures and charges count."""
        wanted = set(self.portfolio.kind_of(contract).values())
        for partner in contract.told.scope["partner"]:
            yield from (one for one in self.portfolio.feeds(partner) if one[2].kind in wanted)

    def contracts_of(self, partner: str) -> Iterator[Contract]:
        """The contracts that have the partner in scope."""
        return (one for one in self.portfolio.contracts.values() if partner in one.told.scope["partner"])

    def month_of(self, partner: str, period: str) -> tuple[date, date]:
        """The days from the first to the last of a month, as the contracts have it that the partner is in scope of.

        The calendar's, where there is none.
        """
        told = [one.month(period) for one in self.contracts_of(partner)] or [month(period)]
        return min(first for first, _ in told), max(last for _, last in told)


def open_house(
    folder: str | Path, *, inbox: str | None = None, state: str | None = None, out: str | None = None
) -> House:
    """Read the portfolio and open its state. Raises FaultyTextError with every fault of its text."""
    house = House(load(Path(folder), inbox=inbox, state=Path(state) if state else None, out=Path(out) if out else None))
    _ = house.store  # a state that cannot be opened is told once, before any partner's night
    return house


def closed_days(session: Session, partner: str, feed_name: str) -> set[date]:
    """Days of a feed that a person accepted as missing."""
    return set(session.scalars(select(Closure.day).where(Closure.partner == partner, Closure.feed == feed_name)))


def keep_findings(session: Session, subject: str, findings: Iterable[Finding]) -> None:
    """The findings of a subject, in place of those it had."""
    session.execute(delete(FindingRow).where(FindingRow.subject == subject))
    session.add_all(
        FindingRow(subject=subject, ordinal=i, **{name: getattr(one, name) for name in Finding.__slots__})
        for i, one in enumerate(findings)
    )


def findings_of(session: Session, subject: str) -> list[Finding]:
    """The findings of a subject, in order."""
    rows = session.scalars(select(FindingRow).where(FindingRow.subject == subject).order_by(FindingRow.ordinal))
    return [Finding(*(getattr(row, name) for name in Finding.__slots__)) for row in rows]


def findings_of_landings(session: Session, partner: str, feed_name: str) -> list[Finding]:
    """What was said when files of a feed landed, by the names of the files."""
    subjects = select(FindingRow.subject).distinct().order_by(FindingRow.subject)
    begun = f"landing:{partner}.{feed_name}:"
    named = session.scalars(subjects.where(FindingRow.subject.startswith(begun, autoescape=True))).all()
    return [found for subject in named for found in findings_of(session, subject)]


def findings_of_file(session: Session, one: Delivery) -> list[Finding]:
    """The findings of a conformed file; what a person released is told, and asks for nothing more."""
    return [
        replace(found, severity="info", action="released by a person; see vmo status")
        if found.rule in one.released
        else found
        for found in findings_of(session, f"conforming:{one.key}")
    ]


def with_data(found: Iterable[Delivery], first: date, last: date) -> list[Delivery]:
    """The deliveries that have a row in the window, standing or replaced."""
    window = set(days(first, last))
    return [one for one in found if window & one.days.keys()]
