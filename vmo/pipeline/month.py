"""A contract's month: what is missing, then attain → price → invoice → check → publish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calendars, kinds
from vmo.asks import asked
from vmo.attain import Window, attain, daily
from vmo.calendars import Quarter
from vmo.check import check
from vmo.deliveries import Delivery
from vmo.dues import missing, owed
from vmo.invoice import render
from vmo.partner import Feed
from vmo.pipeline import recorded
from vmo.pipeline.drawn import days_elsewhere, days_with_data, drawn_on
from vmo.pipeline.evidence import billed_twice, second_calculation
from vmo.pipeline.house import House, closed_days, findings_of, findings_of_file
from vmo.pipeline.reading import reading
from vmo.price import price
from vmo.publish import publish
from vmo.records import Document, Finding, Line, RefusedError, RowCounts, Source, State
from vmo.store import Conforming, CountsRow, LandingRow
from vmo.tallies import CountsFile, Tally, read
from vmo.terms import Contract, scope_of


@dataclass(frozen=True)
class Feeding:
    """A feed of a contract and its deliveries that have a row in the window."""

    partner: str
    name: str
    feed: Feed
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class Month:
    """What a contract's month rests on: its days, the deliveries, the sums by day, the earlier states."""

    contract: Contract
    period: str
    first: date
    last: date
    feedings: tuple[Feeding, ...]
    kind_of: dict[str, str]
    files: tuple[CountsFile, ...]
    quarters: tuple[Quarter, ...]
    tallies: tuple[Tally, ...]
    data_days: frozenset[date]
    history: dict[str, list[State]]
    adjustments: tuple[Line, ...]

    @property
    def window(self) -> Window:
        return Window(self.first, self.last, self.tallies, self.data_days)


def close_month(house: House, contract: Contract, period: str) -> Document:
    """Judge, price, check and publish one month. Raises RefusedError with the list of what is missing."""
    found = gather(house, contract, period)
    drawn = assemble(house, found)
    recalculation = second_calculation(house, found)
    twice = billed_twice(house, found)
    drawn = replace(
        drawn,
        proven=Fraction(recalculation.rows, recalculation.all_rows) if recalculation.all_rows else None,
        proven_rows=recalculation.rows,
    )
    drawn = _with_findings(drawn, check(drawn, recalculation=recalculation, billed_twice=twice))
    rendered = render(drawn)
    wrong = check(drawn, rendered=rendered)
    if wrong:
        drawn = _with_findings(drawn, wrong)
        rendered = render(drawn)
    publish(rendered, house.portfolio.out / period / contract.id)
    with house.store.transaction() as session:
        recorded.keep(session, drawn, rendered)
    return drawn


def gather(house: House, contract: Contract, period: str, *, by: str = "day", complete: bool = True) -> Month:
    """Everything the month rests on. `complete` refuses a month that lacks data (law 4)."""
    first, last = calendars.month(period)
    zone = ZoneInfo(contract.told.time_zone)
    kind_of = house.portfolio.kind_of(contract)
    with house.store.transaction() as session:
        feedings = tuple(
            Feeding(
                partner,
                name,
                feed,
                tuple(drawn_on(house, house.deliveries(session, partner, name, feed), first, last, zone, feed.zone)),
            )
            for partner, name, feed in house.feeds_of(contract)
        )
        if complete:
            lacking = [reason for one in feedings for reason in _lacking(session, one, contract, first, last)]
            if lacking:
                raise RefusedError(lacking)
        files = _counts(house, session, contract, feedings, first, last, kind_of)
        history = recorded.history(session, contract, period)
        adjustments = recorded.adjustments(session, contract, period, first, last)
    told = contract.told
    quarters = calendars.quarters(
        first,
        last,
        zone,
        service_hours=told.calendar.service_hours,
        holidays=told.calendar.holidays,
    )
    return Month(
        contract=contract,
        period=period,
        first=first,
        last=last,
        feedings=feedings,
        kind_of=kind_of,
        files=tuple(files),
        quarters=tuple(quarters),
        tallies=tuple(read(house.lake, files, quarters, by=by)),
        data_days=frozenset(
            day
            for one in feedings
            for delivery in one.deliveries
            for day in days_with_data(delivery.standing, zone, one.feed.zone)
        ),
        history=history,
        adjustments=adjustments,
    )


def assemble(house: House, month: Month) -> Document:
    """The document of a month, before its checks."""
    told = month.contract.told
    attainments = attain(month.contract, month.window, kind_of=month.kind_of, history=month.history)
    priced = price(
        month.contract,
        month.first,
        month.last,
        tallies=month.tallies,
        attainments=attainments,
        kind_of=month.kind_of,
        adjustments=month.adjustments,
    )
    with house.store.transaction() as session:
        sources = tuple(_sources(month))
        findings = tuple(_findings(session, month))
    rows = RowCounts()
    for source in sources:
        rows += source.rows
    return Document(
        contract=month.contract.id,
        period=month.period,
        version=1,
        status="draft",
        type=told.issues,
        currency=told.currency,
        time_zone=told.time_zone,
        supplier=house.portfolio.parties[told.parties.supplier],
        customer=house.portfolio.parties[told.parties.customer],
        attainments=tuple(attainments),
        lines=priced.lines,
        credits=priced.credits,
        taxes=priced.taxes,
        totals=priced.totals,
        rows=replace(rows, **_outside(month)),
        sources=sources,
        findings=findings,
        trend=tuple(daily(month.contract, month.window, kind_of=month.kind_of)),
        at_risk_percent=told.credits.at_risk_percent.on(month.first) if told.credits else None,
        credits_clause=told.credits.at_risk_percent.entry(month.first).ref if told.credits else "",
    )


def _lacking(session: Session, feeding: Feeding, contract: Contract, first: date, last: date) -> list[str]:
    if contract.told.on_no_data == "miss":
        return []
    standing = {day for one in feeding.deliveries for day in one.standing}
    closed = closed_days(session, feeding.partner, feeding.name)
    name = f"{feeding.partner}.{feeding.name}"
    days = days_elsewhere(first, last, ZoneInfo(contract.told.time_zone), feeding.feed.zone)
    act = f"ask the partner, or vmo close --month {first:%Y-%m} --accept-missing {name}:DAY --by NAME --why TEXT"
    reasons = [
        f"{contract.id}: {one}; no row of it counts; {act}"
        for one in missing(owed(feeding.partner, feeding.name, feeding.feed, *days), standing, closed)
    ]
    if not standing and not closed and not reasons:
        reasons = [f"{contract.id}: {name} has no row in {first:%Y-%m}; {act}"]
    if reasons:
        stopped = (
            select(LandingRow.name)
            .join(
                Conforming,
                (Conforming.sha256 == LandingRow.sha256)
                & (Conforming.feed == LandingRow.feed)
                & (Conforming.partner == LandingRow.partner),
            )
            .where(
                Conforming.partner == feeding.partner, Conforming.feed == feeding.name, Conforming.state == "stopped"
            )
        )
        reasons += [
            f"{contract.id}: {name}: file {file} was stopped; see vmo status"
            for file in sorted(set(session.scalars(stopped)))
        ]
    return reasons


def _counts(
    house: House,
    session: Session,
    contract: Contract,
    feedings: Iterable[Feeding],
    first: date,
    last: date,
    kind_of: dict[str, str],
) -> list[CountsFile]:
    """The counts of everything the contract asks, over every delivery that stands."""
    files: list[CountsFile] = []
    asks = asked(contract, first, last, kind_of)
    for feeding in feedings:
        keys = {ask.key for ask in asks if ask.kind == feeding.feed.kind}
        for one in feeding.deliveries:
            rows = session.scalars(
                select(CountsRow)
                .where(CountsRow.conforming == one.key, CountsRow.acceptance == one.acceptance, CountsRow.ask.in_(keys))
                .order_by(CountsRow.ask)
            ).all()
            uncounted = keys - {row.ask for row in rows}
            if uncounted and one.standing:
                raise RefusedError(
                    [
                        *(f"{contract.id}: {finding}" for finding in findings_of(session, f"counts:{one.key}")),
                        f"{contract.id}: {one.landing.name} is not counted for {len(uncounted)} figures; run vmo night",
                    ]
                )
            files += [
                CountsFile(
                    partner=one.partner,
                    acceptance=one.acceptance,
                    path=str(house.lake.state / path),
                    standing=one.standing,
                    columns=tuple((row.ask, row.numerator, row.denominator) for row in rows if row.path == path),
                    dimensions=tuple(kinds.kind(one.conforming.kind).dimensions),
                    tells_rows=nth == 0,
                )
                for nth, path in enumerate(sorted({row.path for row in rows}))
            ]
    return files


def _sources(month: Month) -> Iterable[Source]:
    for feeding in month.feedings:
        for one in feeding.deliveries:
            state = "replaced" if not one.standing else "partly replaced" if one.superseded else "accepted"
            yield Source(one.partner, one.feed, one.landing.name, one.landing.sha256, one.rows, state)


def _findings(session: Session, month: Month) -> Iterable[Finding]:
    for feeding in month.feedings:
        for one in feeding.deliveries:
            yield from findings_of_file(session, one)
        yield from _stopped(session, month, feeding)
        for day in sorted(closed_days(session, feeding.partner, feeding.name)):
            if month.first <= day <= month.last:
                yield Finding(
                    "C1",
                    "warning",
                    f"{feeding.partner}.{feeding.name}:{day}",
                    "accepted as missing by a person",
                    action="see vmo status",
                )


def _stopped(session: Session, month: Month, feeding: Feeding) -> Iterable[Finding]:
    """Files that came since the month began and count nowhere; which days they hold nobody knows before they are read."""
    files = session.scalars(
        select(LandingRow)
        .join(
            Conforming,
            (Conforming.sha256 == LandingRow.sha256)
            & (Conforming.feed == LandingRow.feed)
            & (Conforming.partner == LandingRow.partner),
        )
        .where(
            Conforming.partner == feeding.partner,
            Conforming.feed == feeding.name,
            Conforming.spec == reading(feeding.feed),
            Conforming.state == "stopped",
            LandingRow.arrived_at >= calendars.midnight(month.first, feeding.feed.zone).replace(tzinfo=UTC),
        )
        .order_by(LandingRow.name, LandingRow.sha256)
    )
    for file in files:
        if file.day is None or month.first <= file.day <= month.last:
            what = "the file was stopped, and no row of it counts"
            yield Finding("stopped", "error", file.name, what, action="see vmo status for the reason")


def _outside(month: Month) -> dict[str, int]:
    """Accepted rows that the contract does not look at: outside its month, or in no scope of it."""
    told = month.contract.told
    narrower = [*(one.scope for one in told.measures.values()), *(one.scope for one in told.charges.values())]
    scopes = [scope_of(told, scope) for scope in narrower or [{}]]
    out_of_period = out_of_scope = 0
    for tally in month.tallies:
        if tally.bucket is None:
            out_of_period += tally.rows
        elif not any(tally.within(scope) for scope in scopes):
            out_of_scope += tally.rows
    return {"out_of_scope": out_of_scope, "out_of_period": out_of_period}


def _with_findings(document: Document, found: Sequence[Finding]) -> Document:
    blocked = any(one.severity == "error" for one in found)
    return replace(document, findings=(*document.findings, *found), status="blocked" if blocked else document.status)
