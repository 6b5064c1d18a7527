"""Basis: what a contract's month rests on: the deliveries that count, their sums, months before, manual lines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import kinds, windows
from vmo.attain import Window
from vmo.calendars.openings import Quarters
from vmo.counting.asks import Ask, asked, asks_of, attained, looks, measure_reliefs, of_delivery
from vmo.deliveries import Delivery
from vmo.deliveries.dues import gaps, missing, owed
from vmo.integrity.flags import Flags
from vmo.partner import Feed
from vmo.past import PastMonth
from vmo.pipeline import late_fees, maturity, past, recorded, rolled
from vmo.pipeline.drawn import days_elsewhere, days_with_data, drawn_on
from vmo.pipeline.following import Following
from vmo.pipeline.house import House, closed_days, findings_of
from vmo.pipeline.maturity import Provisional
from vmo.pipeline.stopped import stopped
from vmo.pipeline.strange_sites import strange_sites
from vmo.pipeline.unread import unread
from vmo.ratios_alone import Evidence, evidence, shown_only
from vmo.records import Line, RefusedError
from vmo.store import CountsRow
from vmo.tallies import CountsFile, Tally, read
from vmo.terms import Contract, scope_of
from vmo.windows import reach

DAY = timedelta(1)
Count = Callable[[Delivery, list[Ask], bool], CountsFile]


@dataclass(frozen=True)
class Feeding:
    """A feed of a contract and its deliveries that have a row in the window."""

    partner: str
    name: str
    feed: Feed
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class Earlier:
    """The days before a month that its measures' windows reach back to, and what was counted in them; `absent` are the
    months in which a feed has no row at all, as `acme.calls:2026-08`.
    """

    feedings: tuple[Feeding, ...] = ()
    files: tuple[CountsFile, ...] = ()
    quarters: Quarters = field(default_factory=lambda: Quarters(()))
    tallies: tuple[Tally, ...] = ()
    data_days: frozenset[date] = frozenset()
    instants: tuple[Tally, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Month:
    """What a contract's month rests on: its days, the deliveries, the sums by day, the months before.

    `lost`: the flags of each measure that lost Collected or Integrity, as far as it is known by now
    (`vmo.pipeline.integrity`). `provisional`: what later days still change (`vmo.pipeline.maturity`). `until`: the last day that
    counts, where that is not the last one.
    """

    contract: Contract
    period: str
    first: date
    last: date
    feedings: tuple[Feeding, ...]
    kind_of: dict[str, str]
    files: tuple[CountsFile, ...]
    quarters: Quarters
    tallies: tuple[Tally, ...]
    data_days: frozenset[date]
    past: tuple[PastMonth, ...]
    adjustments: tuple[Line, ...]
    instants: tuple[Tally, ...] = ()
    lost: Mapping[str, Flags] = field(default_factory=dict)
    earlier: Earlier = field(default_factory=Earlier)
    provisional: Provisional = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    until: date | None = None

    @property
    def cannot_be_met(self) -> dict[str, str]:
        """Measure → why it cannot be met."""
        return {name: one.why for name, one in self.lost.items()}

    @property
    def window(self) -> Window:
        open_at: dict[date, list[datetime]] = {}
        for quarter in (*self.earlier.quarters.own, *self.quarters.own):
            if quarter.open:
                open_at.setdefault(quarter.day, []).append(quarter.at)
        return Window(
            self.first,
            self.last,
            (*self.earlier.tallies, *self.tallies),
            self.data_days | self.earlier.data_days,
            (*self.earlier.instants, *self.instants),
            open_at,
            {name: measure_reliefs(self.contract, name, self.first, self.last) for name in self.contract.told.measures},
            (self.first, self.last),
            self.evidence,
        )


def gather(
    house: House,
    contract: Contract,
    period: str,
    *,
    by: str = "day",
    complete: bool = True,
    until: date | None = None,
    count: Count | None = None,
    afresh: bool = False,
) -> Month:
    """Everything the month rests on. `complete` refuses a month that lacks data (law 4). `until` is the last day of it
    that counts, and of which data is due: a month that is still open, as far as that.

    What is asked and not counted yet is refused; or, where a contract is only supposed, `count` counts it (delivery, asks,
    whether another file tells its rows); `afresh`: whatever was counted and kept.
    """
    first, last = contract.month(period)
    kind_of = house.portfolio.kind_of(contract)
    measures = contract.told.measures.values()
    begun = min((reach(one, first, last).earliest for one in measures), default=first)
    with house.store.transaction() as session:
        feedings = _feedings(house, session, contract, first, last, kind_of)
        before = tuple(_looked_back_on(house, session, contract, begun, first, last, kind_of))
        absent = _absent(contract, before, begun, first)
        if complete:
            lacking = [reason for one in feedings for reason in _lacking(session, one, contract, first, until or last)]
            for begin, end in windows.months_of(begun, first - DAY, contract.told.month_begins):
                lacking += [
                    reason
                    for one in before
                    if f"{one.partner}.{one.name}:{end:%Y-%m}" not in absent
                    for reason in _lacking(session, one, contract, begin, end)
                ]
            if lacking:
                raise RefusedError(lacking)
        files, uncounted = _counts(house, session, contract, feedings, first, last, kind_of, kept=not afresh)
        more, uncounted_before = _counts(house, session, contract, before, first, last, kind_of, kept=not afresh)
        if (uncounted or uncounted_before) and not count:
            raise RefusedError(list(_uncounted(session, contract, [*uncounted, *uncounted_before])))
        recorded_before = past.past(session, contract.id, period)
        adjustments = recorded.adjustments(session, contract, period, first, last)
        adjustments += rolled.lines(session, contract, period, first, last)
        adjustments += late_fees.lines(session, contract, first, last)
        awaited = maturity.provisional(house, session, contract, first, last, kind_of)
    if count:
        for held, lacking_counts in ((files, uncounted), (more, uncounted_before)):
            held += [
                count(one, asks, any(file.acceptance == one.acceptance for file in held))
                for one, asks in lacking_counts
            ]
    zone = ZoneInfo(contract.told.time_zone)
    quarters = contract.openings.quarters(first, until or last)
    tallies = tuple(read(house.lake, files, quarters, by=by))
    earlier = Earlier()
    if begun < first:
        quarters_before = contract.openings.quarters(begun, first - DAY)
        earlier = Earlier(
            feedings=before,
            files=tuple(more),
            quarters=quarters_before,
            tallies=tuple(read(house.lake, more, quarters_before)),
            data_days=_with_data(before, zone, begun, first - DAY),
            instants=instants(house, contract, first, last, kind_of, more, quarters_before),
            absent=absent,
        )
    if strange := strange_sites(contract, quarters, (*tallies, *earlier.tallies)):
        raise RefusedError(strange)
    return Month(
        contract=contract,
        period=period,
        first=first,
        last=last,
        feedings=feedings,
        kind_of=kind_of,
        files=tuple(files),
        quarters=quarters,
        tallies=tallies,
        data_days=_with_data(feedings, zone, first, until or last),
        past=recorded_before,
        adjustments=adjustments,
        instants=instants(house, contract, first, last, kind_of, files, quarters, by=by),
        earlier=earlier,
        provisional=awaited,
        evidence=_evidence(house, contract, first, last, kind_of),
        until=until,
    )


def _evidence(
    house: House, contract: Contract, first: date, last: date, kind_of: dict[str, str]
) -> dict[str, Evidence]:
    """The class of each measure: the worst of the feeds that it draws on."""
    feeds = list(house.feeds_of(contract))
    found: dict[str, Evidence] = {}
    for name, measure in contract.told.measures.items():
        kind, partners = kind_of[f"measures.{name}"], scope_of(contract.told, measure.scope)["partner"]
        asks = asks_of(measure, first, last, kind)
        own = [evidence(asks, feed) for partner, _, feed in feeds if feed.kind == kind and partner in partners]
        found[name] = max(own, default=kinds.kind(kind).evidence)
    return found


def _feedings(
    house: House, session: Session, contract: Contract, first: date, last: date, kind_of: dict[str, str]
) -> tuple[Feeding, ...]:
    """The feeds that the contract draws on, with the deliveries that have a row on its days first to last."""
    zone, looked = ZoneInfo(contract.told.time_zone), looks(contract, kind_of)
    return tuple(
        Feeding(
            partner,
            name,
            feed,
            tuple(
                drawn_on(
                    house,
                    house.deliveries(session, partner, name, feed),
                    first,
                    last,
                    zone,
                    feed,
                    looked.get(feed.kind, ()),
                )
            ),
        )
        for partner, name, feed in house.feeds_of(contract)
    )


def _looked_back_on(
    house: House, session: Session, contract: Contract, begun: date, first: date, last: date, kind_of: dict[str, str]
) -> Iterator[Feeding]:
    """The feeds of the measures whose windows begin before the month, with their deliveries from there on."""
    if begun == first:
        return
    back = {name for name, one in contract.told.measures.items() if reach(one, first, last).earliest < first}
    wanted = {kind for key, kind in kind_of.items() if key.split(".")[0] == "measures" and key.split(".")[1] in back}
    found = _feedings(house, session, contract, begun, first - DAY, kind_of)
    yield from (one for one in found if one.feed.kind in wanted)


def _absent(contract: Contract, before: Iterable[Feeding], begun: date, first: date) -> tuple[str, ...]:
    """The months looked back on in which a feed has no row at all."""
    zone = ZoneInfo(contract.told.time_zone)
    months = list(windows.months_of(begun, first - DAY, contract.told.month_begins))
    return tuple(
        f"{one.partner}.{one.name}:{end:%Y-%m}"
        for one in before
        for begin, end in months
        if not _with_data([one], zone, begin, end)
    )


def _with_data(feedings: Iterable[Feeding], zone: ZoneInfo, first: date, last: date) -> frozenset[date]:
    """The contract's days first to last, and those beside them, on which the days of deliveries that stand lie."""
    found = {
        day
        for one in feedings
        for delivery in one.deliveries
        for day in days_with_data(delivery.standing, zone, one.feed.zone)
    }
    return frozenset(day for day in found if first <= day <= last)


def instants(
    house: House,
    contract: Contract,
    first: date,
    last: date,
    kind_of: dict[str, str],
    files: Iterable[CountsFile],
    quarters: Quarters,
    by: str = "day",
) -> tuple[Tally, ...]:
    """The cells of those figures that need more than a sum, by the instant at which they were counted; of figures that are
    made of values, `by` day or interval and by value.
    """
    found: list[Tally] = []
    asks = attained(contract, first, last, kind_of)
    for valued, each in ((False, False), (True, False), (False, True)):
        keys = {ask.key for ask in asks if (ask.of_values, ask.lists) == (valued, each)}
        wanted = [(one, tuple(column for column in one.columns if column[0] in keys)) for one in files]
        narrowed = [replace(one, columns=columns, tells_rows=False) for one, columns in wanted if columns]
        found += read(house.lake, narrowed, quarters, by=by if valued or each else "instant", valued=valued, each=each)
    return tuple(found)


def _lacking(session: Session, feeding: Feeding, contract: Contract, first: date, last: date) -> list[str]:
    if contract.told.on_no_data == "miss":
        return []
    standing = {day for one in feeding.deliveries for day in one.standing}
    closed = closed_days(session, feeding.partner, feeding.name)
    name = f"{feeding.partner}.{feeding.name}"
    days = days_elsewhere(first, last, ZoneInfo(contract.told.time_zone), feeding.feed.zone)
    due = owed(feeding.partner, feeding.name, feeding.feed, *days)
    lost = gaps(due, missing(due, standing, closed))
    reasons = [f"{contract.id}: {one}; no row of it counts; {one.act}" for one in lost]
    if not standing and not closed and not reasons:
        act = f"ask the partner, or vmo close --month {last:%Y-%m} --accept-missing {name}:DAY --by NAME --why TEXT"
        reasons = [f"{contract.id}: {name} has no row in {last:%Y-%m}; {act}"]
    if reasons and (waiting := unread(session, feeding.partner, feeding.name, feeding.feed)):
        return [f"{contract.id}: {name}: {len(waiting)} files are not read as the feed is written now; run vmo night"]
    if reasons:
        names = sorted({landing.name for _, landing in stopped(session, feeding.partner, feeding.name, feeding.feed)})
        reasons += [f"{contract.id}: {name}: file {file} was stopped; see vmo status" for file in names]
    return reasons


def _counts(
    house: House,
    session: Session,
    contract: Contract,
    feedings: Iterable[Feeding],
    first: date,
    last: date,
    kind_of: dict[str, str],
    *,
    kept: bool = True,
) -> tuple[list[CountsFile], list[tuple[Delivery, list[Ask]]]]:
    """The counts of everything the contract asks, over every delivery that stands; and what of it is not counted."""
    files: list[CountsFile] = []
    uncounted: list[tuple[Delivery, list[Ask]]] = []
    asks = asked(contract, first, last, kind_of)
    following = Following(house, session)
    for feeding in feedings:
        own = [ask for ask in asks if ask.kind == feeding.feed.kind]
        shown = shown_only(contract.told, kind_of, own, feeding.partner, feeding.feed)
        own = [ask for ask in own if ask not in shown]
        for one in feeding.deliveries:
            near = of_delivery(own, one.partner, one.days, following.of(one))
            keys = {ask.key: answered for ask, answered in near.items()}
            rows = session.scalars(
                select(CountsRow)
                .where(
                    CountsRow.conforming == one.key,
                    CountsRow.acceptance == one.acceptance,
                    CountsRow.ask.in_(sorted(keys) if kept else []),
                )
                .order_by(CountsRow.ask)
            ).all()
            lacking = keys.keys() - {row.ask for row in rows}
            if lacking and one.standing:
                wanted = {key for ask in lacking for key in keys[ask]}
                uncounted.append((one, [ask for ask in own if ask.key in wanted]))
            files += [
                CountsFile(
                    partner=one.partner,
                    acceptance=one.acceptance,
                    path=str(house.lake.state / path),
                    standing=one.standing,
                    columns=tuple(
                        (key, row.numerator, row.denominator)
                        for row in rows
                        if row.path == path
                        for key in keys[row.ask]
                    ),
                    dimensions=tuple(kinds.kind(one.conforming.kind).dimensions),
                    tells_rows=nth == 0,
                )
                for nth, path in enumerate(sorted({row.path for row in rows}))
            ]
    return files, uncounted


def _uncounted(session: Session, contract: Contract, found: Iterable[tuple[Delivery, list[Ask]]]) -> Iterator[str]:
    for one, asks in found:
        yield from (f"{contract.id}: {finding}" for finding in findings_of(session, f"counts:{one.key}"))
        yield f"{contract.id}: {one.landing.name} is not counted for {len(asks)} figures; run vmo night"
