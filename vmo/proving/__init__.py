"""The second calculation of a month: the proofs run over accepted rows, batch by batch, and priced from parsed terms.

Nothing of the first calculation is used but, for batches beyond the portfolio's `prove_rows`, its counts: which batches
are proven is decided by their hash, the same ones on every run, and the share is told.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from vmo import catalogue, charging, kinds, plugins
from vmo.calendars.openings import Openings
from vmo.counting.asks import CALENDAR, LENGTHS, charge_segments, look, on_calendar
from vmo.kinds import CREDITED, SPAN
from vmo.proofs import _clock, _looks, _window, relief
from vmo.proving import windows
from vmo.proving.site_hours import SiteHours, site_hours
from vmo.records import Ratio
from vmo.terms import Contract, Measure, Scope, Segment, scope_of

Row = Mapping[str, Any]
Key = tuple[str, date]
Placed = tuple[Row, datetime, date, bool]
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
# What a measure is held against, where a forecast relieves it: volume and work that were forecast, time that handling took.
BESIDE = {"forecast": "fcst_volume", "workload": "fcst_workload", "handling": "call_aht_inbound"}
DELIVERED = (".forecast", ".workload")


@dataclass(frozen=True)
class Proof:
    """One figure to be counted again: which rows (scope, segment, open hours, kind), and by which proof under which terms.

    `celled`: the figure is made of its cells at the end, by the proof's `attain`, and not of a sum. `out` are the windows
    whose rows do not count.
    """

    key: Key
    name: str
    function: str
    kind: str
    terms: tuple[tuple[str, Any], ...]
    scope: Scope
    segment: Segment
    open_only: bool
    look: str = CREDITED
    celled: bool = False
    out: tuple[relief.Window, ...] = ()
    hours: SiteHours | None = None
    metric: str = ""

    def count(self, rows: Iterable[Row], among: Iterable[Row] | None = None) -> Ratio:
        """The proof's figure over rows of its segment and scope; `among` are those that one which looks at others finds."""
        function = getattr(plugins.find("proofs", self.name), self.function)
        terms = plain_terms(self.terms) | ({} if among is None else {"among": among})
        found = function(rows, **taken(function, terms))
        return found if isinstance(found, Ratio) else Ratio(found)

    def as_far_as(self, until: date | None) -> "Proof":
        """Of a month that is open: a measure counts no day after that; a charge ends by its own terms."""
        if until is None or self.function == "quantity" or self.segment.last <= until:
            return self
        return replace(self, segment=replace(self.segment, last=until))

    @property
    def place(self) -> tuple[Any, ...]:
        """Equal for proofs that find the same rows at the same instants."""
        return (self.look, repr(self.terms)) if self.due_at else (self.look,)

    @property
    def due_at(self) -> Callable[[Row], datetime | None] | None:
        """When a row is due, where the contract computes that and the look places rows there."""
        terms = plain_terms(self.terms)
        function = getattr(plugins.find("proofs", self.name), "due_at", None)
        if function is None or not self.look.endswith("due") or not any(terms.get(one) for one in LENGTHS):
            return None
        return partial(function, **taken(function, terms))

    def signature(self, batch: str) -> str:
        """What the kept result rests on: the batch, the rows taken from it, the terms, and the text of the proof."""
        source = inspect.getsource(plugins.find("proofs", self.name))
        styles = [inspect.getsource(one) for one in plugins.shared_styles("proofs")]
        named = [
            batch,
            self.name,
            self.function,
            self.kind,
            repr(self.terms),
            repr(sorted(self.scope.items())),
            source,
            *styles,
        ]
        named += [str(self.segment.first), str(self.segment.last), str(self.open_only), self.look]
        named += [f"{begin} {end} {sorted(scope.items())}" for begin, end, scope in self.out]
        named += [str(self.hours)] if self.hours else []
        return hashlib.sha256("\n".join(named).encode()).hexdigest()


def wanted(contract: Contract, first: date, last: date, kind_of: dict[str, str]) -> list[Proof]:
    """Every figure of the contract's window that is counted from rows."""
    told = contract.told
    found: list[Proof] = []
    for name, measure in told.measures.items():
        metric = catalogue.metric(measure.metric)
        own = scope_of(told, measure.scope)
        counted = [(name, metric, own)]
        if metric.per:
            counted.append((f"{name}.per", catalogue.metric(metric.per), own))
        if is_attained(metric) and "counted_on" in keywords(plugins.find("proofs", metric.arithmetic).attain):
            counted.append((f"{name}.seen", metric, {"partner": own["partner"]}))
        beside_it = [part for part in BESIDE if _ever(measure, part)]
        counted += [(f"{name}.{part}", catalogue.metric(BESIDE[part]), own) for part in beside_it]
        found += [
            Proof(
                (key, segment.first),
                counting.arithmetic,
                "measure",
                kind_of[f"measures.{key.removesuffix('.seen')}"],
                _pairs(
                    {
                        **on_calendar(measure, segment.terms),
                        **_author(key, segment),
                        **counting.fixed,
                        "population": counting.about(segment.terms),
                    }
                ),
                _forecast_scope(key, scope, segment),
                segment,
                open_only=not (metric if key.endswith(DELIVERED) else counting).around_the_clock,
                look=counting.looked(segment.terms),
                celled=whole(metric, segment),
                out=() if key.endswith(DELIVERED) else taken_out_of(contract, name, segment),
                metric=counting.id,
            )
            for key, counting, scope in counted
            for judged in [windows.judged(measure, first, last)]
            for part in (*judged.parts, *judged.averaged)
            for segment in windows.steps(measure, part, first, whole=whole(metric, part))
        ]
    for name, charge in told.charges.items():
        found += [
            Proof(
                (charged(name) if key == f"charges.{name}" else held(name), segment.first),
                function,
                "quantity",
                kind_of[key],
                _pairs(segment.terms),
                charging.own_scope(charge, scope_of(told, charge.scope), segment.terms, told.currency),
                segment,
                open_only=False,
                look=look("quantity", function, segment.terms),
                celled=charging.of_cells(function),
                hours=site_hours(contract, segment.terms.get(charging.HOURS)),
            )
            for function, key in charging.counted(name, charge)
            for segment in charge_segments(charge, first, last)
            if key == f"charges.{name}" or charging.against(charge, segment.terms)
        ]
    return found


def taken_out_of(contract: Contract, measure: str, segment: Segment) -> tuple[relief.Window, ...]:
    """The windows of the exclusions that apply to a measure, if they may touch the days of the segment."""
    found = []
    for one in contract.exclusions.values():
        begin, end = (at.date() for at in one.utc)
        if begin - DAY > segment.last or end + DAY < segment.first:
            continue
        ended = _window.local_time(one.utc[1] - MOMENT, contract.told.time_zone).date()
        told = contract.told.relief.on(ended).deadline_business_days if contract.told.relief else None
        concerned = not one.measures or measure in one.measures
        if concerned and relief.applies(one.status, one.requested_on, ended, told, contract.holidays):
            found.append((*one.utc, one.scope))
    return tuple(found)


def charged(name: str) -> str:
    """The key of a charge's quantity: a measure may bear the same name, and counts other rows."""
    return f"{name}.charged"


def held(name: str) -> str:
    """The key of what a charge's quantity is held against."""
    return f"{name}.held"


def is_attained(metric: catalogue.Metric) -> bool:
    """Whether the metric needs its cells at the end."""
    return hasattr(plugins.find("proofs", metric.arithmetic), "attain")


def whole(metric: catalogue.Metric, part: Segment) -> bool:
    """Whether a part's figure is made of its cells at the end: by its proof, by each interval, of strata, or beside delivered
    forecasts.
    """
    varied = part.terms.get("forecast_variance")
    by_part = "each" in part.terms or part.terms.get("strata") == "weighted"
    return is_attained(metric) or by_part or bool(varied and varied.delivered)


def _ever(measure: Measure, part: str) -> bool:
    """Whether a forecast variance of the measure ever asks for what is counted beside it."""
    told = [entry.value for entry in measure.forecast_variance.root.values()] if measure.forecast_variance else []
    if part == "handling":
        return any(one.aht and one.policy != "none" for one in told)
    return any(one.delivered and (part == "forecast" or (one.aht and one.aht.planned_s is None)) for one in told)


def _author(key: str, segment: Segment) -> dict[str, str]:
    varied = segment.terms.get("forecast_variance")
    return {"author": varied.author} if key.endswith(DELIVERED) and varied and varied.author else {}


def _forecast_scope(key: str, scope: Scope, segment: Segment) -> Scope:
    """Forecasts are narrowed to the channels that the contract names, whatever else is in scope."""
    varied = segment.terms.get("forecast_variance")
    return {**scope, "channel": varied.channels} if varied and key.endswith(DELIVERED) else scope


class Clock:
    """The contract's clock: the local day of an instant, and whether the service was open at it, where a row was handled."""

    def __init__(self, contract: Contract) -> None:
        self._zone = contract.told.time_zone
        self._places = contract.openings.plain()
        self._known: dict[tuple[Any, datetime], tuple[date, bool]] = {}

    def at(self, instant: datetime, row: Row) -> tuple[date, bool]:
        """Local day, and whether the service was open for the row; at a site that nobody named it never is."""
        keys = (("", None), (row.get("partner"), None), (row.get("partner"), row.get("site")))
        place = next((one for one in keys if one in self._places), None)
        return self._told(place, instant)

    def anywhere(self, instant: datetime) -> tuple[date, bool]:
        """Local day, and whether the service was open at any place of the contract."""
        found = [self._told(place, instant) for place in self._places]
        return found[0][0], any(is_open for _, is_open in found)

    def _told(self, place: Any, instant: datetime) -> tuple[date, bool]:
        """What holds throughout a quarter-hour: nothing changes within one."""
        quarter = instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)
        if (place, quarter) not in self._known:
            local, own = _window.local_time(quarter, self._zone), self._places.get(place)
            is_open = own is not None and _window.is_open(local, own["service_hours"], own["holidays"])
            self._known[place, quarter] = (local.date(), is_open)
        return self._known[place, quarter]


def rows_of(proof: Proof, rows: Iterable[Placed]) -> Iterator[Row]:
    """The rows of one proof, of rows placed at their instant, on their local day and in or out of service hours."""
    for row, at, day, is_open in rows:
        inside = proof.segment.first <= day <= proof.segment.last and (is_open or not proof.open_only)
        inside = inside and not relief.taken_out(at, row, proof.out)
        inside = inside and (proof.hours is None or proof.hours.hold(at, row))
        if inside and all(row.get(name) in values for name, values in proof.scope.items()):
            yield row


def placed(
    contract: Contract,
    rows: Iterable[Row],
    credited: str,
    *,
    kind: str = "",
    look: str = CREDITED,
    due_at: Callable[[Row], datetime | None] | None = None,
) -> Iterator[Placed]:
    """Each row with the instant that counts, its local day of the contract, and whether the service was open: its credited
    instant, another of its moments, or each quarter-hour of the time that it covers; `due_at` tells when one is due.
    """
    clock = Clock(contract)
    for row, at in looked_at(rows, credited, kind, look, due_at):
        yield row, at, *clock.at(at, row)


def looked_at(
    rows: Iterable[Row],
    credited: str,
    kind: str,
    look: str,
    due_at: Callable[[Row], datetime | None] | None = None,
) -> Iterator[tuple[Row, datetime]]:
    moments = kinds.kind(kind).moments if kind else {}
    span = kinds.kind(kind).spans if kind else None
    sliced = look == SPAN or (
        look in plugins.names("arrangements") and getattr(plugins.find("arrangements", look), "OF_SLICES", False)
    )
    if placing := getattr(_looks, look, None):
        yield from placing(rows)
        return
    for row in rows:
        if sliced and span:
            yield from _sliced(row, row.get(span.start), row.get(span.end))
        elif look in moments:
            if at := due_at(row) if due_at else row.get(moments[look]):
                yield row, at
        else:
            yield row, row[credited]


def _sliced(row: Row, begin: datetime | None, end: datetime | None) -> Iterator[tuple[Row, datetime]]:
    for at, seconds in _window.quarters_of(begin, end) if begin and end else []:
        yield {**row, "slice_s": seconds, "slice_at": max(begin, at) if begin else at}, at


def plain_terms(terms: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The terms as a proof takes them, a calendar as plain data."""
    told = dict(terms)
    openings = told.get(CALENDAR)
    return {**told, CALENDAR: _calendar(openings)} if openings else told


@cache
def _calendar(openings: Openings) -> _clock.Calendar:
    return _clock.Calendar(openings.plain())


def taken(function: Callable[..., Any], terms: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if name in keywords(function)}


@cache
def keywords(function: Callable[..., Any]) -> frozenset[str]:
    """The names of the terms that a function takes."""
    return frozenset(p.name for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY)


def _pairs(terms: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, value) for name, value in terms.items() if name != "target"))


def by_hash(batches: Iterable[tuple[str, datetime | date, int]], limit: int) -> list[tuple[str, datetime | date, int]]:
    """The batches (name, day, rows) that are proven: in the order of their hash, up to `limit` rows.

    Where every batch is larger than the limit the smallest is proven; only a limit of 0 proves none.

    >>> day = date(2026, 1, 1)
    >>> len(by_hash([("a", day, 5), ("b", day, 5)], limit=5)), by_hash([("a", day, 9), ("b", day, 8)], limit=5)
    (1, [('b', datetime.date(2026, 1, 1), 8)])
    """
    in_order = sorted(batches, key=lambda one: hashlib.sha256(f"{one[0]}{one[1]}".encode()).digest())
    chosen, rows = [], 0
    for batch in in_order:
        if rows + batch[2] <= limit:
            chosen.append(batch)
            rows += batch[2]
    return chosen or (sorted(in_order, key=lambda one: one[2])[:1] if limit else [])
