"""Register: what we owed of each contract's month, and what we published of it, as the store remembers it.

The only file that reads our own documents as a record of work. A contract's months begin with the first file of its partners
or with the first document, whichever is earlier; a month is in the register once it is over. Of a month the chain of
receipts tells every publication, also those that a later one replaced.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vmo import calendars
from vmo.calendars.openings import holidays_of
from vmo.pipeline.house import House
from vmo.pipeline.recorded import RESULT
from vmo.pipeline.rectified import Rectified, rectified
from vmo.store import LandingRow, TrailRow
from vmo.terms import Contract, begins

FIRST = "1"  # the version of a month's first document


@dataclass(frozen=True)
class Publication:
    """One publication of a month's documents. `figures` names what it told; what an old receipt lacks is None."""

    at: datetime
    status: str
    net: Decimal
    charges: Decimal | None
    credits: Decimal | None
    errors: int | None
    figures: str


@dataclass(frozen=True)
class Entry:
    """One month of one contract: its documents were due at `due`, where the contract says so (UTC)."""

    contract: Contract
    period: str
    due: datetime | None
    publications: tuple[Publication, ...]
    rectified: tuple[Rectified, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.contract.id}/{self.period}"

    @property
    def begun(self) -> datetime:
        """The instant at which the month began (UTC)."""
        first, _ = calendars.month(self.period)
        return calendars.midnight(first, ZoneInfo(self.contract.told.time_zone)).replace(tzinfo=UTC)

    @property
    def issued(self) -> Publication | None:
        """The publication that stands for the issue: of an expected invoice the first that no check blocked.

        What is issued under a number is recorded by its own act, never by a draft.
        """
        if self.contract.told.issues != "shadow":
            return next((one for one in self.publications if one.status == "issued"), None)
        return next((one for one in self.publications if one.status != "blocked"), None)


def register(house: House, without: str, at: datetime) -> list[Entry]:
    """The entries of every contract that does not draw on the partner `without`, as they stood at an instant."""
    with house.store.transaction() as session:
        known = _publications(session, at)
        return [
            Entry(
                contract,
                period,
                _due(house, contract, period),
                tuple(known.get((contract.id, period), ())),
                tuple(rectified(session, contract.id, period, at)),
            )
            for _, contract in sorted(house.portfolio.contracts.items())
            if without not in contract.told.scope["partner"]
            for period in _periods(session, contract, [period for name, period in known if name == contract.id], at)
        ]


def _publications(session: Session, at: datetime) -> dict[tuple[str, str], list[Publication]]:
    """Every publication up to an instant, by contract and month, in order."""
    found: dict[tuple[str, str], list[Publication]] = {}
    acts = TrailRow.verb.in_(["publish", "issue"])
    rows = select(TrailRow).where(acts, TrailRow.at <= at).order_by(TrailRow.ordinal)
    for row in session.scalars(rows):
        contract, period, version = row.subject.rsplit("/", 2)
        if version != FIRST:  # a correction is a document of its own, and no publication of the month
            continue
        told = json.loads(row.receipt, parse_float=str)
        if row.verb == "issue":
            *_, last = found[contract, period]
            found[contract, period].append(replace(last, at=row.at, status="issued"))
            continue
        files = dict(reversed(line.split("  ", 1)) for line in told["files"].splitlines())
        charges, credits_ = (None if told.get(name) is None else Decimal(told[name]) for name in ("charges", "credits"))
        figures = told.get("figures") or files.get(RESULT, "")
        one = Publication(row.at, told["status"], Decimal(told["net"]), charges, credits_, told.get("errors"), figures)
        found.setdefault((contract, period), []).append(one)
    return found


def _periods(session: Session, contract: Contract, published: list[str], at: datetime) -> Iterator[str]:
    """The months of a contract that are over, in order."""
    arrived = session.scalar(
        select(func.min(LandingRow.arrived_at)).where(LandingRow.partner.in_(contract.told.scope["partner"]))
    )
    begun = [f"{arrived:%Y-%m}"] if arrived and arrived <= at else []
    first = min([*begun, *published], default=None)
    in_force = begins(contract.told)
    if first and in_force:
        first = max(first, f"{in_force:%Y-%m}")
    while first and _end(contract, first) <= at:
        yield first
        _, last = calendars.month(first)
        first = f"{last + timedelta(1):%Y-%m}"


def _end(contract: Contract, period: str) -> datetime:
    _, last = calendars.month(period)
    return calendars.midnight(last + timedelta(1), ZoneInfo(contract.told.time_zone)).replace(tzinfo=UTC)


def _due(house: House, contract: Contract, period: str) -> datetime | None:
    """The end of the last business day that the contract grants after the month."""
    number = contract.told.invoice.due_business_days if contract.told.invoice else None
    if number is None:
        return None
    _, last = calendars.month(period)
    named = contract.told.calendar.holidays
    free = holidays_of(named, house.portfolio.calendars) if named else ()
    day = calendars.business_day_after(last, number, free)
    return calendars.midnight(day + timedelta(1), ZoneInfo(contract.told.time_zone)).replace(tzinfo=UTC)
