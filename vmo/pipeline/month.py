"""A contract's month: what is missing, then attain → price → invoice → check → publish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vmo import calendars, kinds
from vmo.asks import asked
from vmo.attain import Window, attain, daily
from vmo.calendars import Quarter
from vmo.check import check
from vmo.deliveries import Delivery
from vmo.dues import missing, owed
from vmo.invoice import render
from vmo.money import plain
from vmo.partner import Feed
from vmo.pipeline.evidence import billed_twice, second_calculation
from vmo.pipeline.house import House, closed_days, findings_of, findings_of_file, with_data
from vmo.price import MANUAL, price
from vmo.publish import publish
from vmo.records import Attainment, Document, Finding, Line, RefusedError, RowCounts, Source, State
from vmo.store import Adjustment, Attained, Conforming, CountsRow, DocumentRow, LandingRow
from vmo.tallies import CountsFile, Tally, read
from vmo.terms import Contract, scope_of
from vmo.trail import record

HISTORY_MONTHS = 24
STATE_ORDER: tuple[State, ...] = ("breach", "no_data", "amber", "met")


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
    with house.store.transaction() as session:
        twice = billed_twice(house, session, found)
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
        _keep(session, drawn, rendered)
    return drawn


def gather(house: House, contract: Contract, period: str, *, by: str = "day", complete: bool = True) -> Month:
    """Everything the month rests on. `complete` refuses a month that lacks data (law 4)."""
    first, last = calendars.month(period)
    kind_of = house.portfolio.kind_of(contract)
    with house.store.transaction() as session:
        feedings = tuple(
            Feeding(partner, name, feed, tuple(with_data(house.deliveries(session, partner, name, feed), first, last)))
            for partner, name, feed in house.feeds_of(contract)
        )
        if complete:
            lacking = [reason for one in feedings for reason in _lacking(session, one, contract, first, last)]
            if lacking:
                raise RefusedError(lacking)
        files = _counts(house, session, contract, feedings, first, last, kind_of)
        history = _history(session, contract, period)
        adjustments = _adjustments(session, contract, period, first, last)
    told = contract.told
    quarters = calendars.quarters(
        first,
        last,
        ZoneInfo(told.time_zone),
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
        data_days=frozenset(day for one in feedings for delivery in one.deliveries for day in delivery.standing),
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
    act = f"ask the partner, or vmo close --month {first:%Y-%m} --accept-missing {name}:DAY --by NAME --why TEXT"
    reasons = [
        f"{contract.id}: {one}; no row of it counts; {act}"
        for one in missing(owed(feeding.partner, feeding.name, feeding.feed, first, last), standing, closed)
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
                )
                for path in sorted({row.path for row in rows})
            ]
    return files


def _history(session: Session, contract: Contract, period: str) -> dict[str, list[State]]:
    """Each measure's states in the months before, latest first, up to the first month that is not recorded (M7, M8)."""
    history: dict[str, list[State]] = {}
    for before in calendars.months_before(period, HISTORY_MONTHS):
        rows = session.scalars(
            select(Attained).where(Attained.contract == contract.id, Attained.period == before)
        ).all()
        if not rows:
            break
        for measure in {row.measure for row in rows}:
            states = [row.state for row in rows if row.measure == measure]
            worst = next((state for state in STATE_ORDER if state in states), cast("State", states[0]))
            history.setdefault(measure, []).append(worst)
    return history


def _adjustments(session: Session, contract: Contract, period: str, first: date, last: date) -> tuple[Line, ...]:
    rows = session.scalars(
        select(Adjustment)
        .where(Adjustment.contract == contract.id, Adjustment.period == period)
        .order_by(Adjustment.id)
    )
    return tuple(
        Line(
            row.id,
            MANUAL,
            first,
            last,
            f"{row.text} ({row.why}; by {row.by})",
            Decimal(1),
            "one",
            Decimal(row.amount),
            Decimal(row.amount),
            "manual adjustment",
        )
        for row in rows
    )


def _sources(month: Month) -> Iterable[Source]:
    for feeding in month.feedings:
        for one in feeding.deliveries:
            state = "replaced" if not one.standing else "partly replaced" if one.superseded else "accepted"
            yield Source(one.partner, one.feed, one.landing.name, one.landing.sha256, one.rows, state)


def _findings(session: Session, month: Month) -> Iterable[Finding]:
    for feeding in month.feedings:
        for one in feeding.deliveries:
            yield from findings_of_file(session, one)
        for day in sorted(closed_days(session, feeding.partner, feeding.name)):
            if month.first <= day <= month.last:
                yield Finding(
                    "C1",
                    "warning",
                    f"{feeding.partner}.{feeding.name}:{day}",
                    "accepted as missing by a person",
                    action="see vmo status",
                )


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


def _keep(session: Session, document: Document, rendered: dict[str, bytes]) -> None:
    """Record the month's states and its document; the same document again changes nothing."""
    key = (document.contract, document.period)
    session.execute(delete(Attained).where(Attained.contract == key[0], Attained.period == key[1]))
    session.add_all(_attained(document, one) for one in document.attainments)
    content = "\n".join(f"{sha256(rendered[name]).hexdigest()}  {name}" for name in sorted(rendered))
    known = session.get(DocumentRow, (*key, document.version))
    if known and known.content == content:
        return
    if known:
        session.delete(known)
        session.flush()
    session.add(
        DocumentRow(
            contract=key[0],
            period=key[1],
            version=document.version,
            status=document.status,
            net=plain(document.totals.net),
            currency=document.currency,
            content=content,
            published_at=datetime.now(UTC),
        )
    )
    record(
        session,
        "publish",
        document.id,
        {"status": document.status, "net": plain(document.totals.net), "files": content},
    )


def _attained(document: Document, one: Attainment) -> Attained:
    number: Any = lambda value: None if value is None else plain(value)  # noqa: E731
    return Attained(
        contract=document.contract,
        period=document.period,
        measure=one.id,
        first=one.first,
        state=one.state,
        numerator=number(one.numerator),
        denominator=number(one.denominator),
    )
