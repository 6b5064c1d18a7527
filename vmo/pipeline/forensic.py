"""The forensic rules over a partner's month: views of its accepted rows, what contracts say of waits, and each rule in turn."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vmo import plugins
from vmo.calendars import QUARTER, days, midnight
from vmo.counting.asks import measure_segments
from vmo.deliveries import Delivery
from vmo.deliveries.accepted import SUPERSEDED, accepted
from vmo.deliveries.giving_way import refused
from vmo.forensics._asked import Asked
from vmo.forensics._variants import agreed
from vmo.life import ISSUED
from vmo.partner import Feed
from vmo.pipeline.house import House
from vmo.records import Finding
from vmo.schema import TermNotInForceError
from vmo.store import DocumentRow, TrailRow

KINDS = ("contacts", "intervals", "agent_states")
LOOKS_BACK = timedelta(28)
SHORT_S = Decimal(5)  # where no contract gives short_s
OURS = ("record", "line", "credited_on", "quarter_at", "identity", "excluded", "feed")


@dataclass(frozen=True)
class LookedInto:
    """What the rules found in a partner's month; `not_run` says of the others which columns they want."""

    findings: tuple[Finding, ...]
    run: tuple[str, ...]
    not_run: dict[str, str]


def look_into(house: House, partner: str, period: str, *, only: Collection[str] | None = None) -> LookedInto:
    """The rules of vmo/forensics over the rows of one partner that are credited to the month, in its feeds' own days."""
    asked = _asked(house, partner, *house.month_of(partner, period))
    with house.store.transaction() as session:
        feeds = [
            (name, feed, house.deliveries(session, partner, name, feed))
            for _, name, feed in house.portfolio.feeds(partner)
        ]
        again = list(_delivered_again(house, session, partner, feeds, asked, period))
    findings: list[Finding] = []
    run, not_run = [], {}
    with house.lake.connect() as engine:
        columns = dict(_views(house, engine, feeds, asked)) if only is None else {}
        if again:
            engine.execute(f"CREATE TEMP VIEW delivered_again AS {' UNION ALL '.join(again)}")
            columns["delivered_again"] = _columns(engine, "delivered_again")
        for name in plugins.names("forensics"):
            rule = plugins.find("forensics", name)
            if only is not None and rule.RULE not in only:
                continue
            sql = rule.select(columns, asked)
            if sql is None:
                not_run[rule.RULE] = rule.WANTS
                continue
            cursor = engine.execute(sql)
            names = [one[0] for one in cursor.description]
            cells = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            findings += rule.judge(cells, where=partner)
            run.append(rule.RULE)
    return LookedInto(tuple(findings), tuple(run), not_run)


def _asked(house: House, partner: str, first: date, last: date) -> Asked:
    """The month and the thresholds and short-abandon times of the contracts that look at the partner."""
    thresholds: set[tuple[Decimal, str]] = set()
    shorts: set[Decimal] = set()
    variants: set[str] = set()
    for contract in house.contracts_of(partner):
        for measure in contract.told.measures.values():
            try:
                segments = measure_segments(measure, first, last)
            except TermNotInForceError:
                continue
            for one in segments:
                if "threshold_s" in one.terms:
                    thresholds.add((Decimal(one.terms["threshold_s"]), str(one.terms.get("threshold_op", "lte"))))
                if one.terms.get("short_s") is not None:
                    shorts.add(Decimal(one.terms["short_s"]))
                if "variant" in one.terms:
                    variants.add(agreed(str(one.terms["variant"]), one.terms))
    zones = {feed.zone for _, _, feed in house.portfolio.feeds(partner)}
    midnights = {midnight(day, zone) for zone in zones for day in days(first, last + timedelta(1))}
    return Asked(
        first=first,
        last=last,
        since=first - LOOKS_BACK,
        thresholds=tuple(sorted(thresholds)),
        shorts=tuple(sorted(shorts)) or (SHORT_S,),
        shorts_assumed=not shorts,
        edges=tuple(sorted({at for one in midnights for at in (one - QUARTER, one)})),
        agreed=tuple(sorted(variants)),
    )


def _views(
    house: House, engine: Any, feeds: Iterable[tuple[str, Feed, list[Delivery]]], asked: Asked
) -> Iterator[tuple[str, list[str]]]:
    """A view of each kind that has a row, and its columns."""
    for kind in KINDS:
        parts = [
            _rows(house, one, standing, feed_name=name)
            for name, feed, deliveries in feeds
            if feed.kind == kind
            for one in deliveries
            if (standing := [day for day in one.standing if asked.since <= day <= asked.last])
        ]
        if parts:
            engine.execute(f"CREATE TEMP VIEW {kind} AS {' UNION ALL BY NAME '.join(parts)}")
            yield kind, _columns(engine, kind)


def _columns(engine: Any, view: str) -> list[str]:
    return [row[0] for row in engine.execute(f"DESCRIBE {view}").fetchall()]


def _rows(house: House, one: Delivery, chosen: Iterable[date], *, feed_name: str) -> str:
    """The accepted rows of some days of a delivery, with the name of the feed."""
    rows = accepted(house.lake.rows(one.key), house.lake.quarantine(refused(one)), one.released)
    named = rows.replace("SELECT *", f"SELECT *, '{feed_name}' AS feed", 1)
    listed = ", ".join(f"DATE '{day}'" for day in sorted(chosen))
    return f"({named} AND r.credited_on IN ({listed}))"


def _delivered_again(
    house: House,
    session: Session,
    partner: str,
    feeds: Iterable[tuple[str, Feed, list[Delivery]]],
    asked: Asked,
    period: str,
) -> Iterator[str]:
    """Each earlier delivery of a day beside what counts of that day, joined by identity."""
    published = _published(house, session, partner, period)
    state = "issued" if _issued(house, session, partner, period) else "published"
    for name, feed, deliveries in feeds:
        whole = feed.resend == "replaces_days"
        landed = _landed(session, partner, name)
        for one in deliveries:
            earlier = (set(one.days) - one.standing) if whole else set(one.given_way)
            for day in sorted(day for day in earlier if asked.first <= day <= asked.last):
                standing = [other for other in deliveries if other is not one and day in other.standing]
                newest = max((landed.get(other.landing.sha256, 0) for other in standing), default=0)
                closed = f"'{state if published is not None and newest > published else ''}'"
                if feed.kind == "forecasts" and "locked_at" in feed.columns:
                    closed = f"CASE WHEN a.locked_at = b.locked_at THEN 'locked' ELSE {closed} END"
                yield _beside(house, one, standing, day, name=name, closed=closed, whole=whole)


def _beside(
    house: House, one: Delivery, standing: list[Delivery], day: date, *, name: str, closed: str, whole: bool
) -> str:
    gave_way = ""
    if not whole:
        superseded = (
            f"SELECT record FROM read_parquet('{house.lake.quarantine(refused(one))}') WHERE rule = '{SUPERSEDED}'"
        )
        gave_way = f" AND r.record IN ({superseded})"
    before = accepted(house.lake.rows(one.key), house.lake.quarantine(one.key), one.released)
    named = before.replace("SELECT *", f"SELECT *, '{name}' AS feed", 1)
    old = f"SELECT o.*, {_content('o')} AS content FROM ({named} AND r.credited_on = DATE '{day}'{gave_way}) o"
    parts = " UNION ALL BY NAME ".join(_rows(house, other, [day], feed_name=name) for other in standing)
    now = f"SELECT n.*, {_content('n')} AS content FROM ({parts}) n" if parts else f"{old} WHERE false"
    told = f"'{name}' AS feed, '{one.landing.name.replace(chr(39), chr(39) * 2)}' AS file, DATE '{day}' AS credited_on"
    flags = f"{closed} AS closed, {str(whole).lower()} AS whole"
    return (
        f"SELECT {told}, {flags}, a.content AS before, b.content AS since "
        f"FROM ({old}) a FULL JOIN ({now}) b ON a.identity = b.identity"
    )


def _content(alias: str) -> str:
    """A row's canonical columns as one exact text."""
    return f"CAST(struct_pack(*COLUMNS({alias}.* EXCLUDE ({', '.join(OURS)}))) AS VARCHAR)"


def _published(house: House, session: Session, partner: str, period: str) -> int | None:
    """The receipt by which a document of the month was first published for the partner; the chain has the order of acts."""
    subjects = [f"{contract.id}/{period}/" for contract in house.contracts_of(partner)]
    published = select(TrailRow.ordinal, TrailRow.subject).where(TrailRow.verb == "publish")
    found = [ordinal for ordinal, subject in session.execute(published) if subject.startswith(tuple(subjects))]
    return min(found, default=None)


def _issued(house: House, session: Session, partner: str, period: str) -> bool:
    """Whether a document of the month has left the house: then it is no draft any more."""
    own = [contract.id for contract in house.contracts_of(partner)]
    found = select(DocumentRow.status).where(DocumentRow.contract.in_(own), DocumentRow.period == period)
    return any(status in ISSUED for status in session.scalars(found))


def _landed(session: Session, partner: str, feed: str) -> dict[str, int]:
    """sha256 → the receipt by which the file landed first."""
    rows = session.execute(
        select(TrailRow.receipt, func.min(TrailRow.ordinal))
        .where(TrailRow.verb == "land", TrailRow.subject == f"{partner}.{feed}")
        .group_by(TrailRow.receipt)
    )
    return {json.loads(receipt, parse_float=str)["sha256"]: ordinal for receipt, ordinal in rows}
