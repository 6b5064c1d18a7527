"""The integrity of a contract's month: what is missing, late, stopped or not usable, per feed and per measure (domain.md 2.4).

The order keeps it from turning in a circle (domain.md 3.14). `gated` tells before anything is judged what lost Collected or
Integrity; so judged, the month is tried with its quarantine and without; `hanging` tells which measure is met only without,
and the month is judged once more, for good. `judged` tells the flags of each measure afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import catalogue, kinds
from vmo.counting.asks import asks_of, measure_segments
from vmo.deliveries.dues import Owed, gaps, missing, owed
from vmo.integrity import acted, known, usable
from vmo.integrity.flags import Flags, flags
from vmo.integrity.quarantine import Moved, Valued
from vmo.integrity.rules import Letter
from vmo.integrity.usable import Case, Grain
from vmo.life import ISSUED
from vmo.pipeline.basis import Feeding, Month
from vmo.pipeline.drawn import days_elsewhere
from vmo.pipeline.forensic import look_into
from vmo.pipeline.house import House, closed_days, findings_of, keep_findings
from vmo.pipeline.registered import registered
from vmo.pipeline.samples import drawn
from vmo.pipeline.stopped import stopped
from vmo.price import MANUAL
from vmo.ratios_alone import evidence
from vmo.records import Document, Finding, Severity
from vmo.store import DocumentRow, FindingRow
from vmo.terms import Measure, scope_of

MISSING = STOPPED = "C1"
LATE, DAYS_LATE = "C2", "U5"
QUARANTINE, BLOCKED, MANUAL_LINES, CLOSED_DAY = "quarantine", "blocked", "I14", "I9"
MANUAL_PERCENT = 5
A_WEEK = timedelta(7)


@dataclass(frozen=True)
class Judged:
    """The flags of one measure of a contract, on one feed."""

    contract: str
    measure: str
    metric: str
    partner: str
    feed: str
    flags: Flags


def gated(house: House, month: Month, *, anew: bool = False) -> Month:
    """The month with what fails Collected or Integrity, as far as it is known before anything is judged.

    Where it is settled `anew` after its issue, a day that was delivered again is what the correction is of.
    """
    found = _of_measures(house, month, anew=anew)
    told = {name: flags((one for _, own in feeds for one in own), ()) for name, feeds in found.items()}
    return replace(month, lost={name: one for name, one in told.items() if one.failed})


def hanging(month: Month, quarantine: Valued | None) -> Month:
    """The month with the measures that are met only as long as nobody has decided about their quarantine."""
    where = f"{month.contract.id}/{month.period}"
    found = {
        one.before.id: flags([_turned(where, one)], ())
        for one in (quarantine.measures if quarantine else ())
        if one.turns and one.before.state == "met"
    }
    return replace(month, lost={**month.lost, **found})


def unjudged(month: Month, document: Document) -> Iterator[Finding]:
    """An error for each measure that bears credit, lacks data, and of which no clause says what that costs (law 4)."""
    if month.contract.told.on_no_data == "miss":
        return
    lacking = {name: one.why for name, one in month.lost.items() if one.held["C"] is False}
    for one in document.attainments:
        if one.state == "no_data" and one.credit_bearing and one.id in lacking:
            yield Finding(
                "no_data",
                "error",
                f"{document.contract}/{document.period}.{one.id}",
                f"it cannot be judged: {lacking[one.id]}",
                action="see vmo status; the clause `on_no_data: miss` would say what it costs",
            )


def judged(house: House, month: Month, document: Document, quarantine: Valued | None, *, blocked: bool) -> list[Judged]:
    """The flags of every measure on every feed that it draws on, after the month was judged; `blocked` by its checks or not."""
    found = _of_measures(house, month)
    after = list(_after(document, quarantine, blocked=blocked))
    register = house.portfolio.actions
    told = []
    for name, feeds in found.items():
        own = [one for one in document.attainments if one.id == name]
        more = [one for measure, one in after if measure in (name, "")]
        states = [one.state for one in own]
        measure = month.contract.told.measures[name]
        untold: list[Letter] = [] if measure.owner and measure.reviewed else ["K"]
        if register is None:
            untold.append("A")
        else:
            more += acted.judge(registered(month, name, states), register)
        told += [
            Judged(
                month.contract.id,
                name,
                measure.metric,
                feeding.partner,
                feeding.name,
                flags([*lost, *more], states, untold=untold),
            )
            for feeding, lost in feeds
        ]
    return told


def of_feed(session: Session, feeding: Feeding, first: date, last: date) -> Iterator[Finding]:
    """What a feed lacks in the days first to last of its own zone: days, files that were stopped, files that came late."""
    name = f"{feeding.partner}.{feeding.name}"
    standing = {day for one in feeding.deliveries for day in one.standing}
    closed = closed_days(session, feeding.partner, feeding.name)
    due = owed(feeding.partner, feeding.name, feeding.feed, first, last)
    for one in gaps(due, missing(due, standing, closed)):
        yield Finding(MISSING, "error", f"{name}:{one.span}", "no row of it counts", "nothing", str(one), one.act)
    for day in sorted(closed):
        if first <= day <= last:
            yield Finding(
                MISSING, "warning", f"{name}:{day}", "accepted as missing by a person", action="see vmo status"
            )
    yield from _stopped(session, feeding, first, last, standing)
    yield from _late(feeding, due)


def lines_by_hand(document: Document) -> Iterator[Finding]:
    """The manual lines of a month, where they are more than 5 % of its charges."""
    by_hand = [abs(line.amount) for line in document.lines if line.model == MANUAL]
    charged = sum(line.amount for line in document.lines if line.model != MANUAL)
    together = sum(by_hand)
    if 100 * together > MANUAL_PERCENT * charged:
        yield Finding(
            MANUAL_LINES,
            "warning",
            f"{document.contract}/{document.period}",
            "manual lines are a large part of the month",
            f"{len(by_hand)} lines, {together} {document.currency}",
            f"at most {MANUAL_PERCENT} % of {charged} charged",
            "look at who signed them and why (vmo status)",
        )


def keep(session: Session, contract: str, period: str, told: Iterable[Judged]) -> None:
    """Record what cannot be met, for scoring, in place of what was recorded of the month."""
    known = (
        select(FindingRow.subject)
        .distinct()
        .where(FindingRow.subject.startswith(_subject(contract, period, ""), autoescape=True))
    )
    for subject in session.scalars(known).all():
        keep_findings(session, subject, [])
    kept: dict[str, list[Finding]] = {}
    for one in told:
        if one.flags.failed:
            kept.setdefault(one.measure, []).extend(one.flags.lost_by)
    for measure, found in kept.items():
        keep_findings(session, _subject(contract, period, measure), dict.fromkeys(found))


def kept(session: Session, contract: str, period: str, measure: str) -> str:
    """What was recorded of a measure's month that keeps it from being met, as one text; empty where nothing does."""
    return flags(findings_of(session, _subject(contract, period, measure)), ()).why


def _subject(contract: str, period: str, measure: str) -> str:
    return f"integrity:{contract}/{period}:{measure}"


def _of_measures(house: House, month: Month, *, anew: bool = False) -> dict[str, list[tuple[Feeding, list[Finding]]]]:
    """Measure → the feeds it draws on, each with what fails before anything is judged."""
    told = month.contract.told
    zone = ZoneInfo(told.time_zone)
    with house.store.transaction() as session:
        feeds = [
            (one, list(of_feed(session, one, *days_elsewhere(month.first, month.last, zone, one.feed.zone))))
            for one in month.feedings
        ]
        own = DocumentRow.contract == month.contract.id  # of another contract's document nothing here is closed
        statuses = select(DocumentRow.status).where(own, DocumentRow.period == month.period)
        issued = not anew and any(status in ISSUED for status in session.scalars(statuses))
    feeds = [
        (one, [*lost, *_closed_days(house, month, one)] if issued or one.feed.kind == "forecasts" else lost)
        for one, lost in feeds
    ]
    return {
        name: [
            (feeding, [*lost, *_of_measure(house, month, name, measure, feeding)])
            for feeding, lost in feeds
            if feeding.feed.kind == month.kind_of[f"measures.{name}"]
            and feeding.partner in scope_of(told, measure.scope)["partner"]
        ]
        for name, measure in told.measures.items()
    }


def _closed_days(house: House, month: Month, feeding: Feeding) -> Iterator[Finding]:
    """Days of the feed that came again after the month was issued, or the forecast locked, with other content."""
    found = look_into(house, feeding.partner, month.period, only={CLOSED_DAY}).findings
    yield from (one for one in found if one.where.startswith(f"{feeding.partner}.{feeding.name}:"))


def _of_measure(house: House, month: Month, name: str, measure: Measure, feeding: Feeding) -> Iterator[Finding]:
    """What makes a measure not usable, or its sample too small."""
    metric, kind = catalogue.metric(measure.metric), kinds.kind(feeding.feed.kind)
    where = f"{month.contract.id}.{name}"
    targeted = measure.target is not None
    told = evidence(asks_of(measure, month.first, month.last, feeding.feed.kind), feeding.feed)
    yield from usable.judge(Case(where, metric.direction, told, targeted))
    if measure.reviewed:
        yield from known.review(where, measure.reviewed, last=month.last)
    if measure.sample and month.last >= min(measure.sample.root):
        wanted = measure.sample.entry(month.last).value
        yield from known.sample(where, found=drawn(house, month, measure, feeding), wanted=wanted)
    if kind.evidence == "B" and (grain := _grain(house, month, measure, feeding)):
        yield from usable.coarse(where, grain)


def _grain(house: House, month: Month, measure: Measure, feeding: Feeding) -> Grain | None:
    """At how many instants and on how many days a feed counts in the month; None where it has no row."""
    rows = ", ".join(f"'{house.lake.rows(one.key)}'" for one in feeding.deliveries if one.standing)
    if not rows:
        return None
    with house.lake.connect() as engine:
        at, on = engine.execute(
            f"SELECT count(DISTINCT quarter_at), count(DISTINCT credited_on) FROM read_parquet([{rows}], union_by_name = true) "
            f"WHERE credited_on BETWEEN DATE '{month.first}' AND DATE '{month.last}'"
        ).fetchone()
    segments = measure_segments(measure, month.first, month.last)
    judged_each = [one.terms["each"].interval for one in segments if "each" in one.terms]
    each = next(iter(judged_each), "day" if measure.agg == "mean_of_daily" else "")
    return Grain(at, on, len(segments), bool(month.contract.told.calendar.service_hours), each)


def _after(document: Document, quarantine: Valued | None, *, blocked: bool) -> Iterator[tuple[str, Finding]]:
    """(measure, what fails it once the month was judged); an empty measure is all of them."""
    for one in document.attainments:
        if one.numerator is None:
            yield one.id, Finding(MISSING, "error", f"{document.contract}.{one.id}", "no row was counted", "no data")
    for moved in quarantine.measures if quarantine else ():
        if moved.turns:
            yield moved.before.id, _turned(f"{document.contract}/{document.period}", moved)
    if blocked:
        yield "", Finding(BLOCKED, "error", document.id, "the document is blocked by its checks")


def _turned(where: str, moved: Moved) -> Finding:
    return Finding(QUARANTINE, "error", f"{where}.{moved.before.id}", str(moved))


def _stopped(session: Session, feeding: Feeding, first: date, last: date, standing: set[date]) -> Iterator[Finding]:
    """Files that were stopped and not replaced. Which days they hold nobody knows, unless their name tells one."""
    name = f"{feeding.partner}.{feeding.name}"
    again = {one.landing.name for one in feeding.deliveries}
    for _, landing in stopped(session, feeding.partner, feeding.name, feeding.feed):
        file, day, arrived = landing.name, landing.day, landing.arrived_at.date()
        if first <= day <= last if day else first <= arrived <= last + A_WEEK:
            # Where days are owed, those that are missing are told one by one; nothing more is lost by the file.
            replaced = feeding.feed.due is not None or day in standing or file in again
            severity: Severity = "warning" if replaced else "error"
            yield Finding(
                STOPPED, severity, f"{name}: {file}", "a file was stopped", action="see vmo status for the reason"
            )


def _late(feeding: Feeding, due: Sequence[Owed]) -> Iterator[Finding]:
    """The days whose first delivery came after its cut-off, as one finding."""
    late: list[tuple[Owed, datetime]] = []
    for one in due:
        held = [other for other in feeding.deliveries if _has(other.days, one)]
        came = min((other.landing.arrived_at for other in held), default=None)
        if came and came > one.by:
            late.append((one, came))
    if late:
        worst, came = max(late, key=lambda pair: pair[1] - pair[0].by)
        name, act = f"{feeding.partner}.{feeding.name}", "ask the partner to keep the date"
        told = f"{worst.day} at {came:%Y-%m-%d %H:%M} UTC", f"by {worst.by:%Y-%m-%d %H:%M} UTC"
        yield Finding(
            LATE, "warning", name, f"{len(late)} of {len(due)} deliveries came after their cut-off", *told, act
        )
        if after := (came - worst.by).days:
            yield Finding(
                DAYS_LATE, "warning", name, f"the latest came {after} days after its days of grace", *told, act
            )


def _has(days: Iterable[date], one: Owed) -> bool:
    return (
        any((day.year, day.month) == (one.day.year, one.day.month) for day in days) if one.monthly else one.day in days
    )
